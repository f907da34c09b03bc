/** The columns of `alias list`. */
import type { View } from '../../render/view.ts'

export interface AliasRow {
  readonly id?: never
  readonly name: string
  readonly expansion: string
}

export const ALIAS_VIEW: View<AliasRow> = {
  noun: { one: 'alias', many: 'aliases' },
  columns: [
    { name: 'name', value: ({ name }) => name },
    { name: 'expansion', value: ({ expansion }) => expansion, free: true, shrinks: true },
  ],
  keys: ['name', 'expansion'],
}
