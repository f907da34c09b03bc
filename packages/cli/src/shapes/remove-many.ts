/** What is printed of a row that is gone: its id. */
import type { View } from '../render/view.ts'

export interface Removed { readonly id: number }

export function removedView (noun: View<Removed>['noun']): View<Removed> {
  return { noun, columns: [{ name: 'id', value: ({ id }) => id, align: 'right' }], keys: ['id'] }
}
