/**
 * Whether a row has these values already. What would leave it as it is is not written: it would be a change in which
 * nothing changed, and whoever takes back his last change after an edit that was sent twice would take back nothing.
 */
export function isNoOp (row: object, values: object): boolean {
  const stored = new Map<string, unknown>(Object.entries(row))
  return Object.entries(values).every(([column, value]) => stored.get(column) === value)
}
