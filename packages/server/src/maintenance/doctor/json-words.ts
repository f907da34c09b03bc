/** The splits and tags of transactions `t` as rows, in the words of each database. */
import type { dialectOf } from '../../db/dialect.ts'

export type Dialect = ReturnType<typeof dialectOf>

interface Words {
  /** The parts of a transaction as rows `one`. */
  readonly parts: string
  /** The place of such a part, from 0 on. */
  readonly place: string
  readonly number: (field: 'category' | 'amount' | 'to_account') => string
  /** The ids of its tags. */
  readonly tags: string
}

export const JSON_WORDS: Readonly<Record<Dialect, Words>> = {
  sqlite: {
    parts: 'json_each(t.splits) AS one',
    place: 'one.key',
    number: (field) => `one.value ->> '${field}'`,
    tags: 'SELECT one.value FROM json_each(t.tags) AS one',
  },
  postgres: {
    parts: 'json_array_elements(t.splits::json) WITH ORDINALITY AS one (value, key)',
    place: 'one.key - 1',
    number: (field) => `(one.value ->> '${field}')::bigint`,
    tags: 'SELECT one.value::bigint FROM json_array_elements_text(t.tags::json) AS one (value)',
  },
}
