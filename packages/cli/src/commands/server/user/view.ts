/** The columns of the users of this machine's book, as its operator sees them. */
import type { LocalUser } from '../../../api/embedded-transport.ts'
import { moment } from '../../../render/format.ts'
import type { View } from '../../../render/view.ts'

export const USER_VIEW: View<LocalUser> = {
  noun: { one: 'user', many: 'users' },
  columns: [
    { name: 'id', value: ({ id }) => id, align: 'right' },
    {
      name: 'username',
      value: ({ username }) => username,
      text: ({ username }) => username ?? '(no name)',
      free: true,
      shrinks: true,
    },
    { name: 'email', value: ({ email }) => email, free: true, shrinks: true, leaves: 2 },
    { name: 'currency', value: ({ currency }) => currency, leaves: 1 },
    { name: 'created_at', value: ({ created_at: at }) => at, text: ({ created_at: at }) => moment(at), leaves: 3 },
    { name: 'sessions', value: ({ sessions }) => sessions, align: 'right' },
    { name: 'tokens', value: ({ tokens }) => tokens, align: 'right' },
    {
      name: 'embedded',
      value: ({ embedded }) => String(embedded),
      text: ({ embedded }) => embedded ? 'this machine\'s' : '',
      leaves: 4,
    },
  ],
  keys: ['id', 'username', 'email', 'currency', 'embedded', 'created_at', 'sessions', 'tokens'],
}
