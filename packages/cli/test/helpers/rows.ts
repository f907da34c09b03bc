/** Rows as the API answers them. */
import type { Account } from '@fintrack/contract/accounts'
import type { Budget } from '@fintrack/contract/budgets'
import type { Category } from '@fintrack/contract/categories'
import type { Change, Entity, RowChange } from '@fintrack/contract/changes'
import type { Split, Transaction } from '@fintrack/contract/transactions'

/** What an amount does to what one has. */
function signed (amount: string, type: Transaction['type']): string {
  if (type === 'transfer') return amount.replaceAll(/[1-9]/g, '0')
  if (type === 'income' || /^0(?:\.0+)?$/.test(amount)) return amount
  return amount.startsWith('-') ? amount.slice(1) : `-${amount}`
}

export function transaction (id: number, changes: Partial<Transaction> = {}): Transaction {
  const { type = 'expense', amount = '12.50' } = changes
  return {
    id,
    date: '2024-05-03',
    type: 'expense',
    category: 4,
    category_name: 'Groceries',
    amount: '12.50',
    currency: 'USD',
    payee: null,
    description: 'milk',
    created_at: '2024-05-03T10:00:00.000Z',
    updated_at: '2024-05-03T10:00:00.000Z',
    account: null,
    account_name: null,
    to_account: null,
    to_account_name: null,
    to_amount: null,
    to_currency: null,
    to_date: null,
    splits: [],
    tags: [],
    signed_amount: signed(amount, type),
    checked: false,
    ...changes,
  }
}

export function part (category: string | null, amount: string, changes: Partial<Split> = {}): Split {
  return {
    category: category === null ? null : 4,
    category_name: category,
    to_account: null,
    to_account_name: null,
    amount,
    description: '',
    ...changes,
  }
}

export function account (id: number, name: string, changes: Partial<Account> = {}): Account {
  return {
    id,
    name,
    currency: 'USD',
    opening_balance: '0.00',
    opening_date: null,
    bank_ids: [],
    archived: false,
    balance: '0.00',
    ...changes,
  }
}

/** The same as the change log holds it: without what belongs to other rows. */
export function loggedTransaction (id: number) {
  const {
    category_name: _, account_name: __, to_account_name: ___, signed_amount: ____, checked: _____, ...row
  } = transaction(id)
  return { ...row, splits: [], tags: [] }
}

export const GROCERIES: Category = { id: 4, name: 'Groceries', type: 'expense', archived: false }
export const SALARY: Category = { id: 1, name: 'Salary', type: 'income', archived: false }

export const CHECKING: Account = {
  id: 1, name: 'Checking', currency: 'USD', opening_balance: '100.00', opening_date: null, bank_ids: [],
  archived: false, balance: '100.00',
}

export function budgetRow (id: number, changes: Partial<Budget> = {}): Budget {
  return {
    id, category: 4, category_name: 'Groceries', month: '2024-05', monthly_limit: '400.00', currency: 'USD', ...changes,
  }
}

export function change (id: number, changes: Partial<Change> = {}): Change {
  return {
    id,
    at: '2024-05-03T10:00:00.000Z',
    action: 'create',
    summary: 'Added transaction 9: 12.50 USD',
    rows: { transaction: 1 },
    undoes: null,
    undone_by: null,
    session: null,
    token: null,
    ...changes,
  }
}

/** What became of a row; by itself, that it was made. */
export function rowChange (entity: Entity, id: number, changes: Partial<RowChange> = {}): RowChange {
  return { entity, operation: 'created', first_id: id, last_id: id, before: null, after: null, ...changes }
}
