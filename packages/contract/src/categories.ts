/** Categories: what money is for (expense) or from (income). */
import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.ts'
import { CategoryNameField, CategoryRefField, FlagField, IdField, TypeField } from './fields.ts'
import { PagingFields } from './paging.ts'

export const CategorySchema = Type.Object(
  { id: IdField, name: Type.String({ description: 'its name' }), type: TypeField }, { description: 'a category' })
export type Category = Static<typeof CategorySchema>

/** With a name the list has one row; an unknown name is refused with the nearest one, as a reference is. */
const listing = Type.Object({ name: Type.Optional(CategoryNameField), ...PagingFields })
export type CategoryFilters = Static<typeof listing>

const fields = { name: CategoryNameField, type: TypeField }
const readOnly = ['id', 'user', 'created_at', 'updated_at']
const tag = 'categories'

export const listCategories = endpoint({
  method: 'GET',
  path: '/api/categories/',
  tag,
  summary: 'List the categories, or look one up by its name',
  query: listing,
  status: 200,
  reply: Type.Array(CategorySchema),
  problems: ['validation_failed', 'unknown_category'],
})

export const createCategory = endpoint({
  method: 'POST',
  path: '/api/categories/',
  tag,
  summary: 'Add a category',
  versioned: true,
  body: Type.Object(fields),
  readOnly,
  status: 201,
  reply: CategorySchema,
  problems: ['validation_failed', 'already_exists'],
})

export const getCategory = endpoint({
  method: 'GET',
  path: '/api/categories/:id/',
  tag,
  summary: 'Show a category',
  versioned: true,
  status: 200,
  reply: CategorySchema,
  problems: ['not_found'],
})

export const replaceCategory = endpoint({
  method: 'PUT',
  path: '/api/categories/:id/',
  tag,
  summary: 'Replace a category',
  versioned: true,
  body: Type.Object(fields),
  readOnly,
  status: 200,
  reply: CategorySchema,
  problems: ['validation_failed', 'not_found', 'already_exists', 'category_in_use'],
})

export const changeCategory = endpoint({
  method: 'PATCH',
  path: '/api/categories/:id/',
  tag,
  summary: 'Change some fields of a category',
  versioned: true,
  body: Type.Partial(Type.Object(fields)),
  readOnly,
  status: 200,
  reply: CategorySchema,
  problems: ['validation_failed', 'not_found', 'already_exists', 'category_in_use'],
})

export const deleteCategory = endpoint({
  method: 'DELETE',
  path: '/api/categories/:id/',
  tag,
  summary: 'Delete a category; its transactions move to another, or become uncategorised, only if the query says so',
  versioned: true,
  query: Type.Object({ reassign_to: Type.Optional(CategoryRefField), uncategorize: Type.Optional(FlagField) }),
  status: 204,
  problems: ['validation_failed', 'unknown_category', 'not_found', 'category_in_use'],
})
