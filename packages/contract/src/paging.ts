/** The pages of a list: `limit` rows at a time, starting at an opaque `cursor`. */
import { Type } from 'typebox'
import { PAGE_MAX_ROWS } from './limits.ts'

export const PagingFields = {
  limit: Type.Optional(Type.Integer({
    minimum: 1,
    maximum: PAGE_MAX_ROWS,
    description: `a number of rows from 1 to ${PAGE_MAX_ROWS} (leave it out for the whole list)`,
  })),
  cursor: Type.Optional(Type.String({
    minLength: 1, maxLength: 2000, description: 'a cursor from the Link header of the page before',
  })),
}
