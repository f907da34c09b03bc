/** A file that the person named cannot be read, written or used. A sentence for him. */
export class FileFault extends Error {
  override readonly name = 'FileFault'
  readonly hint: string

  constructor (sentence: string, hint: string) {
    super(sentence)
    this.hint = hint
  }
}
