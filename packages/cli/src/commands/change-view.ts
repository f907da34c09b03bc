/** The columns of the change log. */
import type { Change } from '@fintrack/contract/changes'
import type { View } from '../render/view.ts'

/** `2024-05-03 10:00:00Z` */
function momentInWords (at: string): string {
  return `${at.slice(0, 19).replace('T', ' ')}Z`
}

export const CHANGE_VIEW: View<Change> = {
  noun: { one: 'change', many: 'changes' },
  columns: [
    { name: 'id', value: ({ id }) => id, align: 'right' },
    { name: 'at', value: ({ at }) => at, text: ({ at }) => momentInWords(at), shrinks: 10, leaves: 3 },
    { name: 'action', value: ({ action }) => action, leaves: 4 },
    { name: 'summary', value: ({ summary }) => summary, free: true, shrinks: 13 },
    { name: 'rows', value: ({ rows }) => rows.transactions + rows.categories + rows.budgets, align: 'right', leaves: 2 },
    { name: 'undone_by', value: ({ undone_by: by }) => by, align: 'right', leaves: 1 },
  ],
  keys: ['id', 'at', 'action', 'summary', 'rows', 'undoes', 'undone_by'],
}
