/** Every way to fail as a sentence, a hint and an exit code: what a person or a program reads on stderr. */
import { UserError, type ErrorKind } from '@fintrack/contract/errors'
import { Problem, type ProblemCode, type ProblemExtras } from '@fintrack/contract/problem'
import { visible, visibleJson } from '../render/safe-text.ts'
import { EXIT_CODES } from './exit-codes.ts'
import { HintedProblem, type Hints } from './hints.ts'

export interface Failure {
  /** For programs: the code of a problem, or the kind of an error of our own. */
  readonly code: ProblemCode | ErrorKind
  readonly message: string
  readonly hint?: string | undefined
  readonly extras?: ProblemExtras
}

const HINTS: Hints = {
  unknown_category: '`fintrack category list` lists the categories, `fintrack category add NAME` adds one.',
  unknown_account: '`fintrack account list` lists the accounts, `fintrack account add NAME` adds one.',
  unknown_tag: '`fintrack tag list` lists the tags.',
  account_in_use: '`fintrack account edit NAME --archive` keeps its history, and offers it no more.',
  category_in_use: '`fintrack category rm` takes --reassign-to CATEGORY or --uncategorize.',
  already_imported: '`fintrack import --again` imports it once more.',
  import_rejected: 'Nothing was stored. Correct these lines and import the file again.',
  payload_too_large: 'Shorten it; the largest body is a setting where the book is (`fintrack help environment`).',
  changed_since: 'Look at it as it is now, and run the command again if you still want the change.',
  not_undoable: '`fintrack log` shows what was done since.',
  internal_error: 'Run it again with --debug, or look into the log of the server.',
}

/** What a hint has to know of a run. */
export interface Place {
  /** How to log in where this run's book is. */
  readonly loginHint: () => string
  /** The server of this run; undefined where the book is on this machine. */
  readonly server: () => string | undefined
  /** The folder of the book on this machine. */
  readonly dataDir: () => string
}

function hintFor (problem: Problem, place: Place): string | undefined {
  const { suggestion, retryAfterSeconds } = problem.extras
  // Waiting alone makes no room.
  if (problem.code === 'storage_full') {
    const folder = place.server() === undefined ? place.dataDir() : 'the server\'s data folder'
    return `Make room on the disk of ${folder}, and run it again.`
  }
  if (retryAfterSeconds !== undefined) return `Try again in ${retryAfterSeconds} s.`
  if (suggestion !== undefined) {
    const meant = `Did you mean ${JSON.stringify(suggestion)}?`
    return problem instanceof HintedProblem ? `${meant} ${problem.hint}` : meant
  }
  if (problem.code === 'not_authenticated') return place.loginHint()
  return problem instanceof HintedProblem ? problem.hint : HINTS[problem.code]
}

export function failureOf (error: unknown, place: Place): Failure {
  if (error instanceof Problem) {
    return { code: error.code, message: error.message, hint: hintFor(error, place), extras: error.extras }
  }
  if (error instanceof UserError) return { code: error.kind, message: error.message, hint: error.hint }
  const message = error instanceof Error ? error.message : String(error)
  return { code: 'unexpected', message, hint: 'Run it again with --debug to see where it happened.' }
}

/** `error: …` and `hint: …`, in which no control character of anybody's text survives. */
export function failureText ({ message, hint }: Failure): string {
  return `error: ${visible(message)}\n${hint === undefined ? '' : `hint: ${visible(hint)}\n`}`
}

/** One JSON object on one line, as `-o json` wants it. */
export function failureJson ({ code, message, hint, extras }: Failure): string {
  return `${visibleJson(JSON.stringify({
    code,
    detail: message,
    hint,
    errors: extras?.errors,
    more: extras?.more,
    suggestion: extras?.suggestion,
    counts: extras?.counts,
    retry_after_seconds: extras?.retryAfterSeconds,
    exit_code: EXIT_CODES[code],
  }))}\n`
}
