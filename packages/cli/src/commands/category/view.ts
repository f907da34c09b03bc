/** The columns of categories, and a category in a sentence. */
import type { Category } from '@fintrack/contract/categories'
import type { RowView } from '../../render/view.ts'

export const CATEGORY_VIEW: RowView<Category> = {
  noun: { one: 'category', many: 'categories' },
  idOf: ({ id }) => id,
  columns: [
    { name: 'id', value: ({ id }) => id, align: 'right' },
    { name: 'name', value: ({ name }) => name, free: true, shrinks: true },
    { name: 'type', value: ({ type }) => type },
  ],
  keys: ['id', 'name', 'type', 'archived'],
}

/** With the archived ones, which are told apart. */
export const ALL_CATEGORIES_VIEW: RowView<Category> = {
  ...CATEGORY_VIEW,
  columns: [...CATEGORY_VIEW.columns, { name: 'archived', value: ({ archived }) => archived ? 'archived' : '' }],
}

/** `Groceries (expense)` */
export function describeCategory ({ name, type }: Pick<Category, 'name' | 'type'>): string {
  return `${name} (${type})`
}
