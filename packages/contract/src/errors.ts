/**
 * The one error of ours beside `Problem`: a sentence for the person who runs the program. A `Problem` is an answer of
 * the API and has a code; a `UserError` never travels, and has a kind. Loads nothing.
 */

/** What went wrong, for the exit code. `usage` is any bad flag, argument, value or setting. */
export type ErrorKind =
  | 'usage' | 'unreadable_file' | 'config_file' | 'book' | 'unreachable' | 'not_found' | 'unreadable_answer'
  | 'check_failed' | 'interrupted' | 'unexpected'

export interface UserErrorDetails {
  /** The remedy: what to do about it. */
  readonly hint?: string | undefined
  /** Where it was: the option, setting, file or folder as the person named it. */
  readonly place?: string | undefined
  readonly cause?: unknown
}

/** A sentence with the offending value, and the remedy. */
export class UserError extends Error {
  override readonly name = 'UserError'
  readonly kind: ErrorKind
  readonly hint: string | undefined
  readonly place: string | undefined

  constructor (kind: ErrorKind, message: string, { hint, place, cause }: UserErrorDetails = {}) {
    super(message, cause === undefined ? {} : { cause })
    this.kind = kind
    this.hint = hint
    this.place = place
  }
}
