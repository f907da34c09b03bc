/** Rows with the version that was read, so that a change is refused where somebody else was faster. */

export interface Versioned<Row> {
  readonly row: Row
  /** Goes with each call that changes or removes the row. A server that has no versions gives none. */
  readonly condition: { readonly ifMatch?: string }
}

export function versioned<Row> ({ body, etag }: { readonly body: Row, readonly etag?: string }): Versioned<Row> {
  return { row: body, condition: etag === undefined ? {} : { ifMatch: etag } }
}

/** A row of a list, which has no version. */
export function unversioned<Row> (row: Row): Versioned<Row> {
  return { row, condition: {} }
}

/** Whether a row has the version that was read: the change was none. */
export function isUnchanged ({ condition }: Versioned<unknown>, etag: string | undefined): boolean {
  return etag !== undefined && etag === condition.ifMatch
}
