/** The columns of accounts, and a document of one. */
import type { Account, BalanceCheck } from '@fintrack/contract/accounts'
import { grouped } from '../../render/format.ts'
import { visible } from '../../render/safe-text.ts'
import type { RowView } from '../../render/view.ts'

export const ACCOUNT_VIEW: RowView<Account> = {
  noun: { one: 'account', many: 'accounts' },
  idOf: ({ id }) => id,
  columns: [
    { name: 'id', value: ({ id }) => id, align: 'right', leaves: 1 },
    { name: 'name', value: ({ name }) => name, free: true, shrinks: true },
    { name: 'currency', value: ({ currency }) => currency },
    { name: 'balance', value: ({ balance }) => balance, text: ({ balance }) => grouped(balance), align: 'right' },
  ],
  keys: ['id', 'name', 'currency', 'opening_balance', 'opening_date', 'bank_ids', 'archived', 'balance'],
}

/** The same, for a list that has archived accounts among others. */
export const EVERY_ACCOUNT_VIEW: RowView<Account> = {
  ...ACCOUNT_VIEW,
  columns: [
    ...ACCOUNT_VIEW.columns, { name: 'archived', value: ({ archived }) => archived ? 'yes' : null, leaves: 2 },
  ],
}

/** `1,000.00 USD` */
export function money (amount: string, currency: string): string {
  return `${grouped(amount)} ${currency}`
}

function openingOf ({ opening_balance: balance, opening_date: date, currency }: Account): string {
  return `${money(balance, currency)}${date === null ? '' : `, before ${date}`}`
}

/** A line for each field. @param last the last check that agreed */
export function accountDocument (account: Account, last: BalanceCheck | undefined): string {
  const { name, currency, balance, bank_ids: bankIds, archived } = account
  const lines: ReadonlyArray<readonly [string, string]> = [
    ['Balance', money(balance, currency)],
    ['Checked', last === undefined ? 'never' : `${money(last.amount, last.currency)} on ${last.date}`],
    ['Opening', openingOf(account)],
    ['Bank ids', visible(bankIds.join(', '))],
    ['Archived', archived ? 'yes' : ''],
  ]
  const filled = lines.filter(([, text]) => text !== '').map(([label, text]) => `  ${label.padEnd(10)}${text}\n`)
  return `Account ${account.id}: ${visible(name)}\n${filled.join('')}`
}
