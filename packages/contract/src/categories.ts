/** Categories: what money is for (expense) or from (income). */
import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.ts'
import { CategoryNameField, CategoryRefField, FlagField, IdField, TypeField } from './fields.ts'
import { PagingFields } from './paging.ts'

export const CategorySchema = Type.Object(
  { id: IdField, name: Type.String({ description: 'its name' }), type: TypeField, archived: FlagField },
  { description: 'a category' })
export type Category = Static<typeof CategorySchema>

/** With a name the list has one row; an unknown name is refused with the nearest one, as a reference is. */
const listing = Type.Object({
  name: Type.Optional(CategoryNameField), archived: Type.Optional(FlagField), ...PagingFields,
})
export type CategoryFilters = Static<typeof listing>

const fields = { name: CategoryNameField, type: TypeField, archived: Type.Optional(FlagField) }
export type CategoryInput = Static<ReturnType<typeof Type.Object<typeof fields>>>

/** What is moved, and where to: a category with all below it, or what several names begin with. */
const move = Type.Object({ from: CategoryRefField, to: CategoryRefField })
export type CategoryMove = Static<typeof move>

const count = (of: string) => Type.Integer({ minimum: 0, description: `how many ${of}` })
export const CategoryMoveSchema = Type.Object({
  from: Type.String({ description: 'the name before' }),
  to: Type.String({ description: 'the name after' }),
  categories: count('categories were renamed, or became another'),
  transactions: count('transactions moved to another category, whole or a part of them'),
  budgets: count('budgets moved to another category'),
}, { description: 'what was moved' })
export type CategoryMoved = Static<typeof CategoryMoveSchema>

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
  problems: ['validation_failed', 'already_exists', 'category_type_conflict'],
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
  problems: ['validation_failed', 'not_found', 'already_exists', 'category_in_use', 'category_type_conflict'],
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
  problems: ['validation_failed', 'not_found', 'already_exists', 'category_in_use', 'category_type_conflict'],
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

export const renameCategories = endpoint({
  method: 'POST',
  path: '/api/categories/rename/',
  tag,
  summary: 'Rename a category, or what several names begin with, and with it all that lies below',
  body: move,
  status: 200,
  reply: CategoryMoveSchema,
  problems: ['validation_failed', 'unknown_category', 'already_exists', 'category_type_conflict'],
})

export const mergeCategories = endpoint({
  method: 'POST',
  path: '/api/categories/merge/',
  tag,
  summary: 'Move all that is in a category and below it into another one; limits of a month are added',
  body: move,
  status: 200,
  reply: CategoryMoveSchema,
  problems: ['validation_failed', 'unknown_category', 'already_exists', 'category_type_conflict'],
})
