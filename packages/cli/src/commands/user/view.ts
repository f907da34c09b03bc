/** The columns of a user, and a document of one. */
import type { Me } from '@fintrack/contract/users'
import { visible } from '../../render/safe-text.ts'
import type { RowView } from '../../render/view.ts'

export const USER_VIEW: RowView<Me> = {
  noun: { one: 'user', many: 'users' },
  idOf: ({ id }) => id,
  columns: [
    { name: 'id', value: ({ id }) => id, align: 'right' },
    { name: 'username', value: ({ username }) => username, free: true },
    { name: 'email', value: ({ email }) => email, free: true },
    { name: 'currency', value: ({ currency }) => currency },
  ],
  keys: ['id', 'username', 'email', 'currency'],
}

/** A line for each field. */
export function userDocument ({ username, email, currency }: Me): string {
  return [
    `User      ${username === null ? '(no name; `fintrack passwd` sets one)' : visible(username)}`,
    `E-mail    ${email === '' ? '(none)' : visible(email)}`,
    `Currency  ${currency}`,
    '',
  ].join('\n')
}

/** `anna`, or `the book of this machine` where it has no name. */
export function nameUser ({ username }: Me): string {
  return username ?? 'the book of this machine'
}
