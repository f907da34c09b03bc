/** Anything that was thrown as a problem, and a problem as an answer. */
import type { Answer } from '@fintrack/contract/call'
import { Problem } from '@fintrack/contract/problem'
import { problemBody } from '@fintrack/contract/problem-body'
import { storageFailure } from './db/errors/storage-problem.ts'
import { HTTP_STATUS } from './http-status.ts'

/** Logs an error that is a fault of this program or of its machine, with the id of the request that met it. */
export type Report = (error: unknown, requestId?: string) => void

/** An error that is no problem is a fault of ours: `report` gets it, the client does not. */
export function problemFrom (error: unknown, report: Report, requestId?: string): Problem {
  if (error instanceof Problem) return error
  const failure = storageFailure(error)
  const logged = failure === undefined ? error : failure.logged
  if (logged !== undefined) report(logged, requestId)
  return failure?.problem ?? new Problem(
    'internal_error', 'Something went wrong here; the request was not carried out.'
  )
}

export function answerOf (problem: Problem, requestId?: string): Answer {
  const status = HTTP_STATUS[problem.code]
  const { retryAfterSeconds } = problem.extras
  return {
    status,
    body: problemBody(problem, status, status >= 500 ? requestId : undefined),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  }
}
