/** What a check found: that all is well, or what is wrong and how it is mended. */
export interface CheckResult {
  readonly check: string
  readonly ok: boolean
  readonly found: string
  /** What to do about it; null where nothing is wrong. */
  readonly remedy: string | null
}

export function pass (check: string, found: string): CheckResult {
  return { check, ok: true, found, remedy: null }
}

export function fail (check: string, found: string, remedy: string): CheckResult {
  return { check, ok: false, found, remedy }
}

const MOST_TOLD = 3

/** Several sentences as one line that stays readable. */
export function inOneLine (sentences: readonly string[]): string {
  const more = sentences.length - MOST_TOLD
  return [...sentences.slice(0, MOST_TOLD), ...(more > 0 ? [`and ${more} more`] : [])].join('; ')
}

/** Why something failed, in words: without the class and the code of the error. */
export function reasonOf (error: unknown): string {
  return String(error).replace(/^\w*(?:Error|Fault): /, '').replace(/^SQLITE_\w+: /, '').replace(/^(E[A-Z]+: [^,]*),.*$/, '$1').replace(/\.$/, '')
}
