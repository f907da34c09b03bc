/** The columns of the change log, and of what one change did. */
import { LOGGED_ROWS, type Change, type RowChange } from '@fintrack/contract/changes'
import type { Pages, RowView, View } from '../render/view.ts'

/** `2024-05-03 10:00:00Z` */
function toSeconds (at: string): string {
  return `${at.slice(0, 19).replace('T', ' ')}Z`
}

/** `session 3`, as `fintrack session list` numbers it, or `token 2`; nothing for a book on its own machine. */
export function askerOf ({ session, token }: Change): string {
  if (token !== null) return `token ${token}`
  return session === null ? '' : `session ${session}`
}

export const CHANGE_VIEW: RowView<Change> = {
  noun: { one: 'change', many: 'changes' },
  idOf: ({ id }) => id,
  columns: [
    { name: 'id', value: ({ id }) => id, align: 'right' },
    { name: 'at', value: ({ at }) => at, text: ({ at }) => toSeconds(at), shrinks: 10, leaves: 4 },
    { name: 'action', value: ({ action }) => action, leaves: 5 },
    { name: 'summary', value: ({ summary }) => summary, free: true, shrinks: 13 },
    {
      name: 'rows',
      value: ({ rows }) => Object.values(rows).reduce((sum, count) => sum + count, 0),
      align: 'right',
      leaves: 3,
    },
    { name: 'undone_by', value: ({ undone_by: by }) => by, align: 'right', leaves: 2 },
    { name: 'by', value: askerOf, leaves: 1 },
  ],
  keys: ['id', 'at', 'action', 'summary', 'rows', 'undoes', 'undone_by', 'session', 'token'],
}

type Value = string | number | null

/** A list or a flag of a row as a text; an empty list is no value. */
function valueOf (field: unknown): Value {
  if (field === null || typeof field === 'string' || typeof field === 'number') return field
  if (typeof field === 'boolean') return field ? 'yes' : null
  return JSON.stringify(field) === '[]' ? null : JSON.stringify(field)
}

function fieldsOf (row: object | null): Map<string, Value> {
  return new Map(Object.entries(row ?? {}).map(([field, value]) => [field, valueOf(value)]))
}

/** What a change did to a field of a row; of rows that were created together the log has only the ids. */
export interface FieldChange extends Omit<RowChange, 'before' | 'after'> {
  readonly field: string | null
  readonly before: Value
  readonly after: Value
}

/** The row's name says its id, and the log itself when it was written. */
const LEFT_OUT = ['id', 'updated_at']

/** A line for each field that differs, or that went or came with its row. */
function fieldChangesOf ({ before, after, ...row }: RowChange): FieldChange[] {
  if (before === null && after === null) return [{ ...row, field: null, before, after }]
  const [old, now] = [fieldsOf(before), fieldsOf(after)]
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((field) => {
    const [was, is] = [old.get(field) ?? null, now.get(field) ?? null]
    // A text that is empty is no value of a row that goes or comes.
    return LEFT_OUT.includes(field) || (was ?? '') === (is ?? '') ? [] : [{ ...row, field, before: was, after: is }]
  })
}

export async function * fieldChangesIn (pages: Pages<RowChange>): AsyncGenerator<readonly FieldChange[]> {
  for await (const rows of pages) yield rows.flatMap(fieldChangesOf)
}

/** `transaction 7`, or `transactions 12-31` */
function nameRow ({ entity, first_id: first, last_id: last }: FieldChange): string {
  return first === last ? `${entity} ${first}` : `${LOGGED_ROWS[entity].plural} ${first}-${last}`
}

export const FIELD_CHANGE_VIEW: View<FieldChange> = {
  noun: { one: 'line of a change', many: 'lines of a change' },
  columns: [
    { name: 'row', value: nameRow },
    { name: 'operation', value: ({ operation }) => operation, leaves: 1 },
    // A newer server may name fields that this version does not know.
    { name: 'field', value: ({ field }) => field, free: true },
    { name: 'before', value: ({ before }) => before, free: true, shrinks: true, leaves: 2 },
    { name: 'after', value: ({ after }) => after, free: true, shrinks: true },
  ],
  keys: ['entity', 'first_id', 'last_id', 'operation', 'field', 'before', 'after'],
}
