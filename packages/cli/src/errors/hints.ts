import { Problem, type ProblemCode } from '@fintrack/contract/problem'

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
