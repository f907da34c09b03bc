/** A view names a noun's columns once; table, csv, json, tsv and ndjson are functions of it. */
export interface Column<Row> {
  /** The column's name in csv and tsv, and for `--fields`. */
  readonly name: string
  /** The cell for programs: exact, unformatted. */
  readonly value: (row: Row) => string | number | null
  /** The cell for people, where it differs. */
  readonly text?: (row: Row) => string
  readonly align?: 'right'
  /** Anyone may have written it: csv disarms it, so that a spreadsheet does not run it. */
  readonly free?: true
  /**
   * May be cut when the terminal is too narrow, to so many cells (true: to a few); the widest such column gives way
   * first.
   */
  readonly shrinks?: true | number
  /** May be left out when cutting is not enough; the lowest number goes first. */
  readonly leaves?: number
  /** Does not leave where its cells differ, but is cut to so many: without it, rows would read alike that are not. */
  readonly keeps?: number
  /** Leaves a table before anything is cut. */
  readonly spare?: true
  /** Is there only where it is asked for by its name. */
  readonly extra?: true
  /** Is left out of a table where it is empty in every row, unless it is asked for by name. */
  readonly hides?: true
}

export interface View<Row> {
  /** What a row is called: `transaction`, `transactions`. */
  readonly noun: { readonly one: string, readonly many: string }
  readonly columns: ReadonlyArray<Column<Row>>
  /** The id of a row, which a command that stores something prints for programs. */
  readonly idOf?: (row: Row) => number
  /** The names of the API's row, which json and ndjson print. */
  readonly keys: readonly string[]
}

/** A view of rows that have ids. */
export interface RowView<Row> extends View<Row> {
  readonly idOf: (row: Row) => number
}

/** Rows as they come, in pages. */
export type Pages<Row> = AsyncIterable<readonly Row[]>

/** Values that are there already, as the stream that printing takes. */
export async function * streamOf<T> (...values: readonly T[]): AsyncGenerator<T> {
  yield * values
}
