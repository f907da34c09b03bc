/** The book itself cannot be used: its folder, its file or its version. A sentence for the person who runs it. */
export class BookFault extends Error {
  override readonly name = 'BookFault'
  readonly hint: string

  constructor (sentence: string, hint: string) {
    super(sentence)
    this.hint = hint
  }
}
