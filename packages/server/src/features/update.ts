/** What every change of a row has in common: the version that the client has read, and whether anything changes. */
import { createHash } from 'node:crypto'
import { invalid, Problem } from '@fintrack/contract/problem'
import { quote } from '@fintrack/contract/text'
import { violationOf } from '../db/errors/violation.ts'

/**
 * A strong entity tag of a row (RFC 9110, 8.8.3), made of its own columns: what belongs to other rows, such as their
 * names, is left out.
 */
export function etagOf (row: object): string {
  return `"${createHash('sha256').update(JSON.stringify(row)).digest('base64url').slice(0, 22)}"`
}

/** @throws Problem validation_failed for what is no list of strong entity tags */
function tagsOf (ifMatch: string): string[] {
  const tags = ifMatch.split(',').map((tag) => tag.trim())
  const wrong = tags.find((tag) => !/^"[\x21\x23-\x7e]*"$/.test(tag))
  if (wrong === undefined) return tags
  const sentence = wrong.startsWith('W/')
    ? `${quote(wrong)} is a weak tag, which says too little for a change (RFC 9110, 13.1.1); send the ETag as it came.`
    : `${quote(wrong)} is not an entity tag; send the ETag as it came, in its double quotes.`
  throw invalid({ 'If-Match': [sentence] })
}

/**
 * @param name of the row at the start of a sentence, such as `Category 7`
 * @throws Problem changed_since where the row is not any more as the client has read it
 */
export function requireMatch (ifMatch: string | undefined, row: object, name: string): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') return
  const tags = tagsOf(ifMatch)
  if (!tags.includes(etagOf(row))) {
    throw new Problem('changed_since', `${name} was changed since it was read; read it again and decide anew.`)
  }
}

/**
 * Whether a row has these values already. Such an update is not written: it would be a change in which nothing changed,
 * and an undo after an edit that was sent twice would undo nothing.
 */
export function isNoOp (row: object, values: object): boolean {
  const stored = new Map<string, unknown>(Object.entries(row))
  return Object.entries(values).every(([column, value]) => stored.get(column) === value)
}

interface Update<Row, Values> {
  /** As a sentence begins with it: `Category 7`. */
  readonly name: string
  readonly ifMatch: string | undefined
  readonly get: () => Promise<Row>
  /** The row's own columns, of which its tag is made. */
  readonly ownColumns: (row: Row) => object
  readonly valuesOf: (before: Row) => Promise<Values> | Values
  readonly write: (values: Values, before: Row) => Promise<void>
}

/**
 * Updates a row inside a transaction that holds its user's lock.
 * @returns the row before and after, which are the same object where nothing changes
 * @throws Problem changed_since
 */
export async function updateRow<Row extends object, Values extends object> (
  { name, ifMatch, get, ownColumns, valuesOf, write }: Update<Row, Values>
): Promise<{ readonly before: Row, readonly after: Row }> {
  const before = await get()
  requireMatch(ifMatch, ownColumns(before), name)
  const values = await valuesOf(before)
  if (isNoOp(before, values)) return { before, after: before }
  await write(values, before)
  return { before, after: await get() }
}

/** A unique value is a constraint of the database: its refusal becomes a problem here. */
export async function translateUniqueViolation<T> (work: Promise<T>, problem: () => Problem): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw violationOf(error) === 'unique' ? problem() : error
  }
}

/** The answer that a row is, with its tag: `shown` for GET, PUT and PATCH, `created` for POST. */
export function rowAnswers<Row extends { readonly id: number }, Wire> (
  toWire: (row: Row) => Wire, etag: (row: Row) => string
) {
  const shown = (row: Row) => ({ body: toWire(row), etag: etag(row) })
  return {
    shown,
    /** @param path of the list that the row is in */
    created: (path: string, row: Row) => ({ ...shown(row), location: `${path}${row.id}/` }),
  }
}

type Fields = ReadonlyArray<readonly [field: string, text: string]>

/** `: amount now 13.00 USD; payee now "Corner"`, for the change log. Both name the same fields, and differ. */
export function describeChangedFields (before: Fields, after: Fields): string {
  const old = new Map(before)
  const changed = after.filter(([field, text]) => old.get(field) !== text)
  return `: ${changed.map(([field, text]) => `${field} now ${text}`).join('; ')}`
}
