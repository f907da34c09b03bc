/** The columns of personal access tokens, and a token in a sentence. */
import type { AccessToken, NewAccessToken } from '@fintrack/contract/tokens'
import { moment } from '../../render/format.ts'
import type { Column, RowView, View } from '../../render/view.ts'

const NAME: Column<AccessToken> = { name: 'name', value: ({ name }) => name, free: true, shrinks: true }
const NOUN = { one: 'token', many: 'tokens' } as const

export const TOKEN_VIEW: RowView<AccessToken> = {
  noun: NOUN,
  idOf: ({ id }) => id,
  columns: [
    { name: 'id', value: ({ id }) => id, align: 'right' },
    NAME,
    { name: 'scope', value: ({ scope }) => scope },
    { name: 'created_at', value: ({ created_at: at }) => at, text: ({ created_at: at }) => moment(at), leaves: 1 },
    {
      name: 'last_used_at',
      value: ({ last_used_at: at }) => at,
      text: ({ last_used_at: at }) => at === null ? 'never' : moment(at),
      leaves: 2,
    },
    {
      name: 'expires_at',
      value: ({ expires_at: at }) => at,
      text: ({ expires_at: at }) => at === null ? 'never' : moment(at),
      leaves: 3,
    },
  ],
  keys: ['id', 'name', 'scope', 'created_at', 'last_used_at', 'expires_at'],
}

export const NEW_TOKEN_VIEW: View<NewAccessToken> = {
  noun: NOUN,
  columns: [...TOKEN_VIEW.columns, { name: 'token', value: ({ token }) => token }],
  keys: [...TOKEN_VIEW.keys, 'token'],
}

/** `cron (read)`, or `cron (read, until 2024-06-01 10:20Z)` */
export function describeToken ({ name, scope, expires_at: end }: AccessToken): string {
  return `${name} (${scope}${end === null ? '' : `, until ${moment(end)}`})`
}
