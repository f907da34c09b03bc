/** The book itself cannot be used: its folder, its file or its version. A sentence for the person who runs it. */
export class BookFault extends Error {
  override readonly name: string = 'BookFault'
  readonly hint: string

  constructor (sentence: string, hint: string) {
    super(sentence)
    this.hint = hint
  }
}

/** The book may be whole, but where it is nobody answers, or all are at work: to be tried again. */
export class BookAway extends BookFault {
  override readonly name = 'BookAway'
}
