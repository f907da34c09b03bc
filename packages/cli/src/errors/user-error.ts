/**
 * What the command line itself refuses is the contract's `UserError`; this file adds the short form and the one
 * exception.
 */
import { UserError } from '@fintrack/contract/errors'
import { Problem, type ProblemCode } from '@fintrack/contract/problem'

/** A bad flag, argument or value: exit 2. */
export function usage (message: string, hint?: string): UserError {
  return new UserError('usage', message, { hint })
}

/** Remedies that a command knows better than the general ones, by the code of the refusal. */
export type Hints = Partial<Record<ProblemCode, string>>

/** A refusal of the API with the remedy of the command that was refused. */
export class HintedProblem extends Problem {
  readonly hint: string

  constructor (problem: Problem, hint: string) {
    super(problem.code, problem.message, problem.extras)
    this.cause = problem
    this.hint = hint
  }
}

/** Waits for a call; a refusal whose code has a hint carries it from here on. */
export async function withHints<T> (call: Promise<T>, hints: Hints): Promise<T> {
  try {
    return await call
  } catch (error) {
    const hint = error instanceof Problem ? hints[error.code] : undefined
    throw error instanceof Problem && hint !== undefined ? new HintedProblem(error, hint) : error
  }
}

/** Nobody reads standard output any more: the run ends quietly. Thrown to leave the command, and never printed. */
export class ClosedPipe extends Error {
  override readonly name = 'ClosedPipe'
}
