/** What the command line itself refuses or fails at. Commands throw it; only `run.ts` knows exit codes. */
import type { Problem } from '@fintrack/contract/problem'

/** `usage` is any bad flag, argument, value or setting; what the API refuses is a `Problem` and has codes of its own. */
export type FaultKind =
  | 'usage' | 'unreadable_file' | 'config_file' | 'book' | 'unreachable' | 'not_found' | 'unreadable_answer' | 'check_failed' | 'interrupted' | 'unexpected'

/** A sentence with the offending value, and the remedy. */
export class Fault extends Error {
  override readonly name = 'Fault'
  readonly kind: FaultKind
  readonly hint: string | undefined

  constructor (kind: FaultKind, sentence: string, hint?: string, options?: ErrorOptions) {
    super(sentence, options)
    this.kind = kind
    this.hint = hint
  }
}

/** A bad flag, argument or value: exit 2. */
export function usage (sentence: string, hint?: string): Fault {
  return new Fault('usage', sentence, hint)
}

/** A refusal of the API for which a command knows a better remedy than the general one. */
export class Advised extends Error {
  override readonly name = 'Advised'
  readonly refusal: Problem
  readonly advice: string

  constructor (refusal: Problem, advice: string) {
    super(refusal.message, { cause: refusal })
    this.refusal = refusal
    this.advice = advice
  }
}

/** Nobody reads standard output any more: the run ends quietly. */
export class ClosedPipe extends Error {
  override readonly name = 'ClosedPipe'
}

/** The run ends with this code, and whoever throws it has told all that there is to tell. */
export class Ended extends Error {
  override readonly name = 'Ended'
  readonly exitCode: number

  constructor (exitCode: number) {
    super(`ended with ${exitCode}`)
    this.exitCode = exitCode
  }
}
