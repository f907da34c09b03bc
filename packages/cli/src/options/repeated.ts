/** Options that may be given several times. */

/** All that was given, in its order. */
export function repeated (text: string, before: readonly string[] = []): string[] {
  return [...before, text]
}
