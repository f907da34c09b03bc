import { reasonOf } from '../../db/errors/sqlite.ts'
import { LATEST } from '../../db/migrations/index.ts'

/** The result of a check: passed, or what is wrong and how to mend it. */
export interface CheckResult {
  readonly check: string
  readonly ok: boolean
  readonly found: string
  /** How to mend it; null where nothing is wrong. */
  readonly remedy: string | null
}

export function pass (check: string, found: string): CheckResult {
  return { check, ok: true, found, remedy: null }
}

export function fail (check: string, found: string, remedy: string): CheckResult {
  return { check, ok: false, found, remedy }
}

const MOST_SENTENCES = 3

/** Joins the first sentences and says how many more there are. */
export function inOneLine (sentences: readonly string[]): string {
  const more = sentences.length - MOST_SENTENCES
  return [...sentences.slice(0, MOST_SENTENCES), ...(more > 0 ? [`and ${more} more`] : [])].join('; ')
}

/** The checks that failed, with what each found, on one line. */
export function describeFailed (failed: readonly CheckResult[]): string {
  return inOneLine(failed.map(({ check, found }) => `${check}: ${found}`))
}

/** @param wrongs names what is wrong; where it cannot be found out, that is what is wrong */
export async function checkFor (
  check: string, holds: string, remedy: string, wrongs: () => Promise<string[]>
): Promise<CheckResult> {
  try {
    const sentences = await wrongs()
    return sentences.length === 0 ? pass(check, holds) : fail(check, inOneLine(sentences), remedy)
  } catch (error) {
    return fail(check, `it cannot be read: ${reasonOf(error)}`, remedy)
  }
}

/** @param faults names everything in which the schema differs from the one of its version */
export async function checkSchema (
  version: number, remedy: string, faults: () => Promise<string[]>
): Promise<CheckResult> {
  if (version > LATEST) {
    return fail(
      'schema', `${version}, which is newer than the ${LATEST} that this fintrack knows`, 'install the newer fintrack'
    )
  }
  const holds = version === LATEST
    ? String(version)
    : `${version}, older than ${LATEST}: it is brought up to date when it is opened next`
  return checkFor('schema', holds, remedy, faults)
}
