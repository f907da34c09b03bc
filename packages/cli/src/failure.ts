/** Every way to fail as a sentence, a remedy, an exit code: what a person or a program is told on stderr. */
import { UserError } from '@fintrack/contract/errors'
import { Problem, type ProblemCode, type ProblemExtras } from '@fintrack/contract/problem'
import { EXIT_BY_FAULT, EXIT_BY_PROBLEM } from './exit-codes.ts'
import { Advised, Fault } from './fault.ts'
import { visible, visibleJson } from './render/safe-text.ts'

export interface Failure {
  /** For programs: a problem's code, or the kind of a fault. */
  readonly code: string
  readonly sentence: string
  readonly hint?: string
  readonly extras: ProblemExtras
  readonly exitCode: number
}

const HINTS: Partial<Record<ProblemCode, string>> = {
  unknown_category: '`fintrack category list` lists them, `fintrack category add NAME` makes one.',
  category_in_use: '`fintrack category rm` takes --reassign-to CATEGORY or --uncategorize.',
  already_imported: '`fintrack import --again` stores it once more.',
  import_rejected: 'Nothing was stored; mend these lines and import the file again.',
  payload_too_large: 'Import the file in parts, or raise FINTRACK_IMPORT_LIMIT_MIB where the book is.',
  changed_since: 'Look at it as it is now, and run this again if you still want it.',
  not_undoable: '`fintrack log` shows what was done since.',
  internal_error: 'Run it again with --debug, or look into the log of the server.',
}

/** What a remedy has to know of a run. */
export interface Place {
  /** How to log in where this run's book is. */
  readonly loginHint: () => string
  /** The server of this run; undefined where the book is that of this machine. */
  readonly server: () => string | undefined
  /** The folder of the book of this machine. */
  readonly dataDir: () => string
}

function hintOf (problem: Problem, place: Place, advice: string | undefined): string | undefined {
  const { suggestion, retryAfterSeconds } = problem.extras
  // To wait alone makes no room.
  if (problem.code === 'storage_full') {
    return `Make room on the disk of ${place.server() === undefined ? place.dataDir() : 'the server\'s data folder'}, and run it again.`
  }
  if (retryAfterSeconds !== undefined) return `Try again in ${retryAfterSeconds} s.`
  if (suggestion !== undefined && !problem.message.includes(suggestion)) return `Did you mean ${JSON.stringify(suggestion)}?`
  if (problem.code === 'not_authenticated') return place.loginHint()
  // As a report calls them, and no category is called.
  if (problem.code === 'unknown_category' && problem.message.includes('"(uncategorized)"')) return 'What has no category is meant by --uncategorized, or by no category at all.'
  if (problem.code === 'not_found' && problem.message.startsWith('There is no book in ')) return elsewhere(place)
  return advice ?? HINTS[problem.code]
}

/** Where the book is that a person misses on this machine. */
function elsewhere ({ server }: Place): string | undefined {
  const address = server()
  return address === undefined ? undefined : `You are logged in to ${address}: the book is kept there, and not on this machine.`
}

/** An error of the server's package or the contract that is told by its name, so that its module need not be loaded. */
const FAULT_BY_NAME: Readonly<Record<string, { kind: Fault['kind'], hint: string | undefined }>> = {
  UnreadableAnswer: { kind: 'unreadable_answer', hint: 'Client and server may be of different versions; `fintrack --version` names this one.' },
}

export function failureOf (error: unknown, place: Place): Failure {
  if (error instanceof Advised) return failureOfProblem(error.refusal, place, error.advice)
  if (error instanceof Problem) return failureOfProblem(error, place)
  if (error instanceof Fault || error instanceof UserError) return made(error.kind, EXIT_BY_FAULT[error.kind], error, error.hint)
  if (!(error instanceof Error)) return failureOf(new Error(String(error)), place)
  const named = Object.hasOwn(FAULT_BY_NAME, error.name) ? FAULT_BY_NAME[error.name] : undefined
  if (named === undefined) return made('unexpected', EXIT_BY_FAULT.unexpected, error, 'Run it again with --debug to see where it happened.')
  const own = 'hint' in error && typeof error.hint === 'string' ? error.hint : named.hint
  return made(named.kind, EXIT_BY_FAULT[named.kind], error, own)
}

function failureOfProblem (problem: Problem, place: Place, advice?: string): Failure {
  return made(problem.code, EXIT_BY_PROBLEM[problem.code], problem, hintOf(problem, place, advice), problem.extras)
}

function made (code: string, exitCode: number, error: Error, hint: string | undefined, extras: ProblemExtras = {}): Failure {
  return { code, sentence: error.message, extras, exitCode, ...(hint === undefined ? {} : { hint }) }
}

/** `error: …` and `hint: …`; no control byte of anybody's text survives. */
export function failureText ({ sentence, hint }: Failure): string {
  return `error: ${visible(sentence)}\n${hint === undefined ? '' : `hint: ${visible(hint)}\n`}`
}

/** One JSON object on one line, as `-o json` wants it. */
export function failureJson ({ code, sentence, hint, extras, exitCode }: Failure): string {
  return `${visibleJson(JSON.stringify({
    code,
    detail: sentence,
    hint,
    errors: extras.errors,
    suggestion: extras.suggestion,
    counts: extras.counts,
    retry_after_seconds: extras.retryAfterSeconds,
    exit_code: exitCode,
  }))}\n`
}
