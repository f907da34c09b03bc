/** Accounts: where money is, such as a bank account, a card, cash or a loan. */
import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.ts'
import {
  AccountNameField, AmountField, AmountInputField, CurrencyField, DayField, FlagField, IdField, nullable,
  TimestampField,
} from './fields.ts'
import { BANK_ID_MAX_CHARACTERS, BANK_IDS_MAX } from './limits.ts'
import { PagingFields } from './paging.ts'
import { faultOfSigns, isName } from './text.ts'

const OpeningDayField = nullable(DayField, {
  description: 'a day as YYYY-MM-DD, before whose first row the opening balance was there, or null for before every ' +
    'row',
})

export const AccountSchema = Type.Object({
  id: IdField,
  name: Type.String({ description: 'its name' }),
  currency: CurrencyField,
  opening_balance: AmountField,
  opening_date: OpeningDayField,
  bank_ids: Type.Array(Type.String(), { description: 'what banks call it, such as an IBAN' }),
  archived: FlagField,
  balance: AmountField,
}, { description: 'an account' })
export type Account = Static<typeof AccountSchema>

const BankIdField = Type.Refine(
  Type.String({
    description: `a bank's name of an account, such as an IBAN: 1 to ${BANK_ID_MAX_CHARACTERS} characters`,
  }),
  (text) => isName(text, BANK_ID_MAX_CHARACTERS) && faultOfSigns(text) === undefined)

const optional = {
  currency: Type.Optional(CurrencyField),
  opening_balance: Type.Optional(AmountInputField),
  opening_date: Type.Optional(OpeningDayField),
  bank_ids: Type.Optional(
    Type.Array(
      BankIdField, { maxItems: BANK_IDS_MAX, description: `up to ${BANK_IDS_MAX} names that banks have for it` }
    )
  ),
  archived: Type.Optional(FlagField),
}
const full = Type.Object({ name: AccountNameField, ...optional })
export type AccountInput = Static<typeof full>
const part = Type.Partial(full)
export type AccountChange = Static<typeof part>

const readOnly = ['id', 'user', 'balance', 'created_at', 'updated_at']
const tag = 'accounts'

const filters = Type.Object({
  name: Type.Optional(AccountNameField),
  archived: Type.Optional(FlagField),
  on: Type.Optional(DayField),
  ...PagingFields,
})
export type AccountFilters = Static<typeof filters>

export const listAccounts = endpoint({
  method: 'GET',
  path: '/api/accounts/',
  tag,
  summary: 'List the accounts with their balances, on a day if one is given, or look one up by its name',
  query: filters,
  status: 200,
  reply: Type.Array(AccountSchema),
  problems: ['validation_failed', 'unknown_account'],
})

export const createAccount = endpoint({
  method: 'POST',
  path: '/api/accounts/',
  tag,
  summary: 'Add an account',
  versioned: true,
  body: full,
  readOnly,
  status: 201,
  reply: AccountSchema,
  problems: ['validation_failed', 'already_exists'],
})

export const getAccount = endpoint({
  method: 'GET',
  path: '/api/accounts/:id/',
  tag,
  summary: 'Show an account',
  versioned: true,
  status: 200,
  reply: AccountSchema,
  problems: ['not_found'],
})

export const replaceAccount = endpoint({
  method: 'PUT',
  path: '/api/accounts/:id/',
  tag,
  summary: 'Replace an account',
  versioned: true,
  body: full,
  readOnly,
  status: 200,
  reply: AccountSchema,
  problems: ['validation_failed', 'not_found', 'already_exists', 'account_in_use'],
})

export const changeAccount = endpoint({
  method: 'PATCH',
  path: '/api/accounts/:id/',
  tag,
  summary: 'Change some fields of an account',
  versioned: true,
  body: part,
  readOnly,
  status: 200,
  reply: AccountSchema,
  problems: ['validation_failed', 'not_found', 'already_exists', 'account_in_use'],
})

export const deleteAccount = endpoint({
  method: 'DELETE',
  path: '/api/accounts/:id/',
  tag,
  summary: 'Delete an account that no transaction uses, with the checks of its balance',
  versioned: true,
  status: 204,
  problems: ['not_found', 'account_in_use'],
})

export const BalanceCheckSchema = Type.Object({
  id: IdField,
  account: IdField,
  date: DayField,
  amount: AmountField,
  currency: CurrencyField,
  created_at: TimestampField,
}, { description: 'a check of a balance that agreed' })
export type BalanceCheck = Static<typeof BalanceCheckSchema>

const CheckResultSchema = Type.Object({
  agreed: Type.Boolean({ description: 'whether the account has that balance on that day' }),
  balance: AmountField,
  difference: AmountField,
  since: nullable(DayField, { description: 'the day of the last check that agreed before, or null' }),
  check: nullable(BalanceCheckSchema, { description: 'the check that is kept, where it agreed, or null' }),
}, { description: 'what a check of a balance came to' })
export type CheckResult = Static<typeof CheckResultSchema>

export const listBalanceChecks = endpoint({
  method: 'GET',
  path: '/api/accounts/:id/checks/',
  tag,
  summary: 'List the checks of a balance that agreed, the latest first',
  query: Type.Object(PagingFields),
  status: 200,
  reply: Type.Array(BalanceCheckSchema),
  problems: ['validation_failed', 'not_found'],
})

export const checkBalance = endpoint({
  method: 'POST',
  path: '/api/accounts/:id/checks/',
  tag,
  summary: 'Compare the balance of an account with what the bank says; a check that agrees is kept',
  body: Type.Object({ amount: AmountInputField, date: DayField }),
  status: 200,
  reply: CheckResultSchema,
  problems: ['validation_failed', 'not_found'],
})
