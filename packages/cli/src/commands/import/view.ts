/** The columns of what an import makes: its new categories. */
import type { ImportResult } from '@fintrack/contract/imports'
import type { View } from '../../render/view.ts'

export const NEW_CATEGORY_VIEW: View<ImportResult['categories_created'][number]> = {
  noun: { one: 'category', many: 'new categories' },
  columns: [
    { name: 'name', value: ({ name }) => name, free: true, shrinks: true },
    { name: 'type', value: ({ type }) => type },
  ],
  keys: ['name', 'type'],
}
