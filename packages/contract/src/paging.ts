/** Pages of a list: `limit` rows at a time, from an opaque `cursor` on. */
import { Type } from 'typebox'
import { PAGE_MAX_ROWS } from './limits.ts'

export const PagingFields = {
  limit: Type.Optional(Type.Integer({
    minimum: 1, maximum: PAGE_MAX_ROWS, description: `a number of rows from 1 to ${PAGE_MAX_ROWS}; without it the list is whole`,
  })),
  cursor: Type.Optional(Type.String({
    minLength: 1, maxLength: 2000, description: 'a cursor, as the Link header of the page before gave it',
  })),
}
