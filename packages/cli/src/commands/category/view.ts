/** The columns of categories. */
import type { Category } from '@fintrack/contract/categories'
import type { View } from '../../render/view.ts'

export const CATEGORY_VIEW: View<Category> = {
  noun: { one: 'category', many: 'categories' },
  columns: [
    { name: 'id', value: ({ id }) => id, align: 'right' },
    { name: 'name', value: ({ name }) => name, free: true, shrinks: true },
    { name: 'type', value: ({ type }) => type },
  ],
  keys: ['id', 'name', 'type'],
}
