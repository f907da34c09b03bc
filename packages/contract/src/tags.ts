/** Tags: words that gather transactions across categories, such as those of one trip. */
import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.ts'
import { IdField, TagNameField } from './fields.ts'
import { PagingFields } from './paging.ts'

export const TagSchema = Type.Object({
  id: IdField,
  name: Type.String({ description: 'its name' }),
  count: Type.Integer({ minimum: 0, description: 'how many transactions have it' }),
}, { description: 'a tag' })
export type Tag = Static<typeof TagSchema>

const tag = 'tags'
const filters = Type.Object({ name: Type.Optional(TagNameField), ...PagingFields })
export type TagFilters = Static<typeof filters>

export const listTags = endpoint({
  method: 'GET',
  path: '/api/tags/',
  tag,
  summary: 'List the tags, or look one up by its name',
  query: filters,
  status: 200,
  reply: Type.Array(TagSchema),
  problems: ['validation_failed'],
})

export const getTag = endpoint({
  method: 'GET',
  path: '/api/tags/:id/',
  tag,
  summary: 'Show a tag',
  versioned: true,
  status: 200,
  reply: TagSchema,
  problems: ['not_found'],
})

export const renameTag = endpoint({
  method: 'PATCH',
  path: '/api/tags/:id/',
  tag,
  summary: 'Rename a tag; where another has that name, the two become one',
  versioned: true,
  body: Type.Object({ name: TagNameField }),
  readOnly: ['id', 'user', 'count', 'created_at', 'updated_at'],
  status: 200,
  reply: TagSchema,
  problems: ['validation_failed', 'not_found'],
})

export const deleteTag = endpoint({
  method: 'DELETE',
  path: '/api/tags/:id/',
  tag,
  summary: 'Take a tag from every transaction, and delete it',
  versioned: true,
  status: 204,
  problems: ['not_found'],
})
