/** The columns of an account, and a document of it. */
import type { Me } from '@fintrack/contract/users'
import { visible } from '../../render/safe-text.ts'
import type { View } from '../../render/view.ts'

export const ACCOUNT_VIEW: View<Me> = {
  noun: { one: 'user', many: 'users' },
  columns: [
    { name: 'id', value: ({ id }) => id, align: 'right' },
    { name: 'username', value: ({ username }) => username, free: true },
    { name: 'email', value: ({ email }) => email, free: true },
    { name: 'currency', value: ({ currency }) => currency },
  ],
  keys: ['id', 'username', 'email', 'currency'],
}

/** A line for each thing that there is to know. */
export function accountDocument ({ username, email, currency }: Me): string {
  return [
    `User      ${username === null ? '(no name: `fintrack passwd` gives one)' : visible(username)}`,
    `E-mail    ${email === '' ? '(none)' : visible(email)}`,
    `Currency  ${currency}`,
    '',
  ].join('\n')
}

/** `anna`, or `the book of this machine` where it has no name. */
export function nameOf ({ username }: Me): string {
  return username ?? 'the book of this machine'
}
