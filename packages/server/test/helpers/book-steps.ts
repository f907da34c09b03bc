/** What can be done to a book, as random requests: each operation by its own name. */
import { listAccounts } from '@fintrack/contract/accounts'
import type { Endpoint } from '@fintrack/contract/endpoint'
import { ENDPOINTS } from '@fintrack/contract/endpoints'
import fc from 'fast-check'
import type { Databases } from '../../src/db/databases.ts'
import { bytesOf, type TestUser } from './api.ts'

type Request = Parameters<TestUser['answer']>[1] & object

/** An endpoint by its name, so that a counterexample can be read. */
export interface Step {
  readonly operation: string
  readonly endpoint: string
  readonly request: Request
  /** Numbers for the rows that it is aimed at. */
  readonly at: readonly number[]
}

const place = fc.nat({ max: 99 })
const name = fc.constantFrom('Food', 'food', 'Food:Out', 'Rent', 'Pay', 'Fun', 'Ärger', 'Spaß', '%')
const category = fc.constantFrom('Food', 'food', 'Food:Out', 'Rent', 'Pay')
const type = fc.constantFrom('expense', 'income')
const date = fc.integer({ min: 1, max: 28 }).map((day) => `2024-02-${String(day).padStart(2, '0')}`)
const cents = fc.integer({ min: -999, max: 9999 })
const text = fc.constantFrom('', 'x', 'a\tb\nc', '=1+1', '\u202e')
const tags = fc.subarray(['trip', 'trip/rome', 'kids', 'Ärger'])
const account = fc.constantFrom('Bank', 'Cash')

function amount (of: number): string {
  return (of / 100).toFixed(2).replace('-0.00', '0.00')
}

const anyAmount = cents.map(amount)
/** Few, so that two halves of a transfer are found. */
const fewAmounts = fc.constantFrom('5', '7.50')

const plain = fc.record(
  {
    date, amount: anyAmount, category: fc.option(category), payee: fc.constantFrom(null, 'Corner'), description: text,
    tags
  },
  { requiredKeys: ['date', 'amount', 'category'] }
)
const inAccount = fc.record({ date, amount: fewAmounts, type, account, tags })
const parts = fc.tuple(cents, cents, fc.constantFrom('Food', 'Rent', null), fc.option(fc.constantFrom('Cash', 'Loan')))
  .map(([one, other, category, to]) => ({
    amount: amount(one + other),
    splits: [
      { amount: amount(one), category, description: 'first' },
      { amount: amount(other), ...to === null ? { category: 'Food' } : { to_account: to } },
    ],
  }))
const split = fc.tuple(fc.record({ date, tags, account: fc.constantFrom(null, 'Bank') }), parts)
  .map(([row, of]) => ({ ...row, ...of, type: 'expense' }))
const transfer = fc.record({ date, amount: fewAmounts, tags, isExchange: fc.boolean() })
  .map(({ isExchange, ...row }) => ({
    ...row, type: 'transfer', account: 'Bank',
    ...isExchange ? { to_account: 'Euros', to_amount: '4' } : { to_account: 'Cash', to_date: '2024-03-01' },
  }))
const budget = fc.record({
  category: name, month: fc.constantFrom('2024-02', '2024-03'), monthly_limit: fc.constantFrom('0', '100'),
})
const csv = fc.array(fc.tuple(date, name, anyAmount), { minLength: 1, maxLength: 5 })
  .map((rows) => ['date,type,category,amount', ...rows.map(([on, of, value]) =>
    [on, of === 'Pay' ? 'income' : 'expense', of, value].join(','))].join('\n'))
const accountChange = fc.record({
  name: fc.constantFrom('Bank', 'Cash', 'Vault'), opening_balance: anyAmount, opening_date: fc.option(date),
  bank_ids: fc.subarray(['DE02 1203', 'xy', 'AB-1']), archived: fc.boolean(),
}, { requiredKeys: [] })
const removal = fc.oneof(
  fc.constant([]), fc.constant([['uncategorize', 'true']] as const), name.map((to) => [['reassign_to', to]] as const)
)
const move = fc.record({ from: name, to: fc.constantFrom('Home:Food', 'Rent', 'Food', 'Trip:Fun') })

/** The request of an operation: with a body, and with rows that it is aimed at. */
function step (
  operation: string, endpoint: string, request: fc.Arbitrary<Request>, aims = 0
): fc.Arbitrary<Step> {
  return fc.tuple(request, fc.tuple(...Array.from({ length: aims }, () => place)))
    .map(([given, at]) => ({ operation, endpoint, request: given, at }))
}

const body = (of: fc.Arbitrary<object>) => of.map((one) => ({ body: one }))
const none = fc.constant({})

export const STEPS: ReadonlyArray<fc.Arbitrary<Step>> = [
  step('add a category', 'createCategory', body(fc.record({ name, type }))),
  step('change a category', 'changeCategory', body(fc.record({ name, type }, { requiredKeys: [] })), 1),
  step('archive a category', 'changeCategory', body(fc.record({ archived: fc.boolean() })), 1),
  step('rename categories', 'renameCategories', body(move)),
  step('merge categories', 'mergeCategories', body(move)),
  step('remove a category', 'deleteCategory', removal.map((query) => ({ query })), 1),
  step('add a transaction', 'createTransaction', body(plain)),
  step('add in an account', 'createTransaction', body(inAccount)),
  step('add a split', 'createTransaction', body(split)),
  step('add a transfer', 'createTransaction', body(transfer)),
  step('add many', 'createTransactions', fc.array(fc.oneof(plain, split, transfer), { minLength: 1, maxLength: 4 })
    .map((rows): Request => ({ query: [['partial', 'true']], body: { transactions: rows } }))),
  step('change an amount', 'changeTransaction', body(fc.record({ amount: anyAmount })), 1),
  step('change tags', 'changeTransaction', body(fc.record({ tags })), 1),
  step('split a transaction', 'changeTransaction', body(parts), 1),
  step('make it whole', 'changeTransaction', body(fc.constant({ splits: [] })), 1),
  step('replace a transaction', 'replaceTransaction', body(fc.oneof(plain, split, transfer)), 1),
  step('make a transfer', 'changeTransaction', body(fc.record({
    type: fc.constant('transfer'), amount: fewAmounts, account: fc.constant('Bank'), to_account: fc.constant('Cash'),
    category: fc.constant(null), splits: fc.constant([]),
  })), 1),
  step('make an expense of a transfer', 'changeTransaction', body(fc.constant(
    { type: 'expense', amount: '5', to_account: null, to_amount: null, to_date: null })), 1),
  step('join two halves', 'joinTransactions', none, 2),
  step('part a transfer', 'partTransaction', none, 1),
  step('remove a transaction', 'deleteTransaction', none, 1),
  step('rename a tag', 'renameTag', body(fc.constantFrom({ name: 'new' }, { name: 'Trip' }, { name: 'a/b' })), 1),
  step('merge a tag', 'renameTag', body(fc.constantFrom({ name: 'trip' }, { name: 'kids' })), 1),
  step('remove a tag', 'deleteTag', none, 1),
  step('add an account', 'createAccount', body(accountChange.map((one) => ({ name: 'Vault', ...one })))),
  step('change an account', 'changeAccount', body(accountChange), 1),
  step('remove an account', 'deleteAccount', none, 1),
  step('check a balance', 'checkBalance', body(fc.record({ date })), 1),
  step('add a budget', 'createBudget', body(budget)),
  step('change a budget', 'changeBudget', body(budget), 1),
  step('remove a budget', 'deleteBudget', none, 1),
  step('import a file', 'importTransactions', csv.map((rows): Request =>
    ({ query: [['again', 'true']], body: { csv: rows } }))),
  step('undo', 'undoChange', none, 1),
]

const expense = (more: object) => ({ date: '2024-02-10', type: 'expense', ...more })

type Line = readonly [operation: string, endpoint: string, given?: object | undefined, ...at: number[]]

const FIRST: readonly Line[] = [
  ['add an account', 'createAccount', { name: 'Bank', opening_balance: '100', bank_ids: ['DE02 1204'] }],
  ['add an account', 'createAccount', { name: 'Cash', opening_date: '2024-02-01' }],
  ['add an account', 'createAccount', { name: 'Euros', currency: 'EUR' }],
  ['add an account', 'createAccount', { name: 'Loan', opening_balance: '-900' }],
  ['add a category', 'createCategory', { name: 'Food', type: 'expense' }],
  ['add a category', 'createCategory', { name: 'Food:Out', type: 'expense' }],
  ['add a category', 'createCategory', { name: 'Rent', type: 'expense' }],
  ['add a category', 'createCategory', { name: 'Pay', type: 'income' }],
  ['add in an account', 'createTransaction', expense({ amount: '5', account: 'Bank', tags: ['trip'] })],
  ['add in an account', 'createTransaction', expense({ amount: '5', account: 'Cash', type: 'income' })],
  ['add a transfer', 'createTransaction',
    expense({ amount: '5', type: 'transfer', account: 'Bank', to_account: 'Cash' })],
  ['add a split', 'createTransaction', expense({
    amount: '3', tags: ['kids'],
    splits: [{ amount: '4', category: 'Food' }, { amount: '-1', category: 'Rent' }],
  })],
  ['add a budget', 'createBudget', { category: 'Food', month: '2024-02', monthly_limit: '9' }],
]

function stepOf ([operation, endpoint, given, ...at]: Line): Step {
  return { operation, endpoint, at, request: given === undefined ? {} : { body: given } }
}

/** What a history begins with, so that few of its steps are refused. */
export const FIRST_STEPS = FIRST.map(stepOf)

const EACH: readonly Line[] = [
  ['join two halves', 'joinTransactions', undefined, 0, 0],
  ['part a transfer', 'partTransaction', undefined, 0],
  ['make an expense of a transfer', 'changeTransaction', { type: 'expense', amount: '5', to_account: null }, 0],
  ['make a transfer', 'changeTransaction', { type: 'transfer', amount: '5', account: 'Bank', to_account: 'Cash' }, 0],
  ['split a transaction', 'changeTransaction',
    { splits: [{ amount: '2', category: 'Rent' }, { amount: '3', to_account: 'Loan' }] }, 1],
  ['make it whole', 'changeTransaction', { splits: [] }, 2],
  ['replace a transaction', 'replaceTransaction', { date: '2024-02-03', amount: '2', category: 'Food:Out' }, 3],
  ['change an amount', 'changeTransaction', { amount: '0.01' }, 3],
  ['change tags', 'changeTransaction', { tags: ['kids', 'trip/rome'] }, 3],
  ['add a transaction', 'createTransaction', { date: '2024-02-03', amount: '2', category: 'Pay' }],
  ['add many', 'createTransactions', { transactions: [{ date: '2024-02-03', amount: '2', category: 'Food' }] }],
  ['remove a transaction', 'deleteTransaction', undefined, 4],
  ['change a category', 'changeCategory', { name: 'Food:Bar' }, 1],
  ['rename categories', 'renameCategories', { from: 'Food', to: 'Home:Food' }],
  ['add a budget', 'createBudget', { category: 'Rent', month: '2024-02', monthly_limit: '7' }],
  ['merge categories', 'mergeCategories', { from: 'Home:Food', to: 'Rent' }],
  ['archive a category', 'changeCategory', { archived: true }, 1],
  ['add a category', 'createCategory', { name: 'Fun', type: 'expense' }],
  ['remove a category', 'deleteCategory', undefined, -1],
  ['add a split', 'createTransaction', expense({ amount: '3', splits: [{ amount: '1' }, { amount: '2' }] })],
  ['add in an account', 'createTransaction', expense({ amount: '3', account: 'Cash' })],
  ['add a transfer', 'createTransaction',
    expense({ type: 'transfer', amount: '3', account: 'Euros', to_account: 'Cash', to_amount: '4' })],
  ['rename a tag', 'renameTag', { name: 'new' }, 0],
  ['merge a tag', 'renameTag', { name: 'kids' }, 0],
  ['remove a tag', 'deleteTag', undefined, 0],
  ['check a balance', 'checkBalance', { date: '2024-02-28' }, 1],
  ['change an account', 'changeAccount', { name: 'Vault', bank_ids: ['xy'], archived: true }, 1],
  ['add an account', 'createAccount', { name: 'Safe' }],
  ['remove an account', 'deleteAccount', undefined, -1],
  ['change a budget', 'changeBudget', { monthly_limit: '8' }, -1],
  ['remove a budget', 'deleteBudget', undefined, -1],
  ['import a file', 'importTransactions', { csv: 'date,type,category,amount\n2024-02-09,expense,Trip,8\n' }],
  ['undo', 'undoChange', undefined, -1],
]

/** Each operation, in an order in which none of them is refused. */
export const EACH_STEP = EACH.map(stepOf)

/** Which of the transactions an operation can be done to. */
const AIMS: Readonly<Record<string, ReadonlyArray<Readonly<Record<string, string>>>>> = {
  'join two halves': [{ type: 'expense' }, { type: 'income' }],
  'part a transfer': [{ type: 'transfer' }],
  'make an expense of a transfer': [{ type: 'transfer' }],
}

/** The request with ids of rows that are there, if there are any: those of the user count among them. */
export async function aimed (
  { reader }: Databases, user: TestUser, { path }: Endpoint, { operation, request, at }: Step
): Promise<Request> {
  if (request.body !== undefined && 'csv' in request.body) {
    return { ...request, body: bytesOf(String(request.body.csv)) }
  }
  if (at.length === 0) return request
  const table = path.split('/')[2] ?? ''
  const ids: string[] = []
  for (const [nth, place] of at.entries()) {
    const found = reader(table).where({ user_id: user.id, ...AIMS[operation]?.[nth] }).orderBy('id')
    if (operation === 'join two halves') found.whereNotNull('account').whereNull('splits')
    const all: number[] = await found.pluck('id')
    ids.push(String(all.at(place % Math.max(1, all.length)) ?? 1))
  }
  if (operation === 'join two halves') return { body: { ids: ids.map(Number) } }
  const [id = ''] = ids
  if (operation !== 'check a balance') return { ...request, id }
  // Only what agrees is stored.
  const on = request.body !== undefined && 'date' in request.body ? String(request.body.date) : ''
  const { body: accounts } = await user.call(listAccounts, { query: { on } })
  return { id, body: { date: on, amount: accounts.find((one) => String(one.id) === id)?.balance ?? '0' } }
}

export function endpointOf ({ endpoint }: Step): Endpoint {
  const found = ENDPOINTS.get(endpoint)
  if (found === undefined) throw new Error(`no endpoint ${endpoint}`)
  return found
}
