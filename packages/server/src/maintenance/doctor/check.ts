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
