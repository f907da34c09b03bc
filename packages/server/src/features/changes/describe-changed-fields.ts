/** What became of a row, field by field, as a person reads it in the change log. */
type Fields = ReadonlyArray<readonly [field: string, text: string]>

/** `: amount now 13.00 USD; payee now "Corner"`. Both name the same fields, and differ. */
export function describeChangedFields (before: Fields, after: Fields): string {
  const old = new Map(before)
  const changed = after.filter(([field, text]) => old.get(field) !== text)
  return `: ${changed.map(([field, text]) => `${field} now ${text}`).join('; ')}`
}
