/** The columns of sessions, and a session in a sentence. */
import type { Session } from '@fintrack/contract/sessions'
import { moment } from '../../render/format.ts'
import type { RowView } from '../../render/view.ts'

export const SESSION_VIEW: RowView<Session> = {
  noun: { one: 'session', many: 'sessions' },
  idOf: ({ id }) => id,
  columns: [
    { name: 'id', value: ({ id }) => id, align: 'right' },
    { name: 'label', value: ({ label }) => label, free: true, shrinks: true },
    { name: 'created_at', value: ({ created_at: at }) => at, text: ({ created_at: at }) => moment(at), leaves: 1 },
    { name: 'last_used_at', value: ({ last_used_at: at }) => at, text: ({ last_used_at: at }) => moment(at) },
    { name: 'current', value: ({ current }) => String(current), text: ({ current }) => current ? 'this one' : '' },
  ],
  keys: ['id', 'created_at', 'last_used_at', 'label', 'current'],
}

/** `anna@laptop, last used 2024-05-03 10:20Z` */
export function describeSession ({ label, last_used_at: at, current }: Session): string {
  return `${label}, ${current ? 'this one' : `last used ${moment(at)}`}`
}
