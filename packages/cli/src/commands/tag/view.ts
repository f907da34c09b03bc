/** The columns of tags. */
import type { Tag } from '@fintrack/contract/tags'
import type { RowView } from '../../render/view.ts'

export const TAG_VIEW: RowView<Tag> = {
  noun: { one: 'tag', many: 'tags' },
  idOf: ({ id }) => id,
  columns: [
    { name: 'id', value: ({ id }) => id, align: 'right', leaves: 1 },
    { name: 'name', value: ({ name }) => name, free: true, shrinks: true },
    { name: 'count', value: ({ count }) => count, align: 'right' },
  ],
  keys: ['id', 'name', 'count'],
}
