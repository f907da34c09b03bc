/** Transactions: money that moved on a day. */
import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.ts'
import {
  AccountRefField, AmountField, AmountInputField, AmountTextField, CategoryFilterField, CategoryRefField, choice,
  CurrencyField, DayField, DescriptionField, FlagField, IdField, MonthField, nullable, PayeeField, SearchField,
  SortField, TagNameField, TimestampField, TransactionTypeField,
} from './fields.ts'
import {
  BULK_BODY_BYTES, BULK_MAX_ROWS, FILTER_MAX_CATEGORIES, SPLITS_MAX, TAG_MAX_CHARACTERS, TAGS_MAX,
} from './limits.ts'
import { PagingFields } from './paging.ts'
import { PROBLEM_CODES } from './problem-body.ts'

export const SplitSchema = Type.Object({
  category: nullable(IdField, { description: 'the id of its category, or null' }),
  category_name: nullable(Type.String(), { description: 'the name of its category, or null' }),
  to_account: nullable(IdField, { description: 'the account that this part goes to, or null' }),
  to_account_name: nullable(Type.String(), { description: 'the name of that account, or null' }),
  amount: AmountField,
  description: Type.String({ description: 'a text' }),
}, { description: 'a part of a transaction' })
export type Split = Static<typeof SplitSchema>

export const TransactionSchema = Type.Object({
  id: IdField,
  date: DayField,
  type: TransactionTypeField,
  category: nullable(IdField, { description: 'the id of its category, or null' }),
  category_name: nullable(Type.String(), { description: 'the name of its category, or null' }),
  amount: AmountField,
  currency: CurrencyField,
  payee: nullable(Type.String(), { description: 'who was paid, or paid, or null' }),
  description: Type.String({ description: 'a text' }),
  created_at: TimestampField,
  updated_at: TimestampField,
  account: nullable(IdField, { description: 'the id of the account that it is in, or null' }),
  account_name: nullable(Type.String(), { description: 'the name of that account, or null' }),
  to_account: nullable(IdField, { description: 'of a transfer, the account that it goes to, or null' }),
  to_account_name: nullable(Type.String(), { description: 'the name of that account, or null' }),
  to_amount: nullable(AmountField, { description: 'what arrives there, where that is in another currency, or null' }),
  to_currency: nullable(CurrencyField, { description: 'the currency of what arrives, where it is another, or null' }),
  to_date: nullable(DayField, { description: 'the day on which it arrives, where that is another, or null' }),
  splits: Type.Array(SplitSchema, { description: 'its parts, which sum to its amount, or none' }),
  tags: Type.Array(Type.String(), { description: 'its tags' }),
  signed_amount: Type.String({
    pattern: '^-?[0-9]+(?:\\.[0-9]+)?$',
    description: 'what it does to what one has: income is positive, an expense negative, a transfer 0, and so is a ' +
      'part that goes to an account; in a list of one account, what it does to that account, in its currency',
  }),
  checked: Type.Boolean({ description: 'whether a check of the balance of its account agreed on or after its day' }),
}, { description: 'a transaction' })
export type Transaction = Static<typeof TransactionSchema>

/** One part as a request gives it. */
export const SplitInputSchema = Type.Object({
  category: Type.Optional(nullable(CategoryRefField, { description: 'a category: its id or its name, or null' })),
  to_account: Type.Optional(nullable(AccountRefField, { description: 'an account: its id or its name, or null' })),
  amount: AmountInputField,
  description: Type.Optional(DescriptionField),
})
export type SplitInput = Static<typeof SplitInputSchema>
/** Fields of a part that only the server writes. */
export const SPLIT_READ_ONLY = ['category_name', 'to_account_name']

const optionalAccount = Type.Optional(
  nullable(AccountRefField, { description: 'an account: its id or its name, or null' })
)
const optional = {
  type: Type.Optional(TransactionTypeField),
  description: Type.Optional(DescriptionField),
  payee: Type.Optional(PayeeField),
  currency: Type.Optional(CurrencyField),
  account: optionalAccount,
  to_account: optionalAccount,
  to_amount: Type.Optional(nullable(AmountInputField, { description: 'an amount, such as 12.50, or null' })),
  to_date: Type.Optional(nullable(DayField, { description: 'a day as YYYY-MM-DD, such as 2024-02-29, or null' })),
  splits: Type.Optional(Type.Array(SplitInputSchema, {
    maxItems: SPLITS_MAX, description: `a list of 2 to ${SPLITS_MAX} parts, or an empty one for none`,
  })),
  tags: Type.Optional(Type.Array(TagNameField, {
    maxItems: TAGS_MAX,
    description: `a list of up to ${TAGS_MAX} tags: each 1 to ${TAG_MAX_CHARACTERS} letters, digits, - and _, with / ` +
      'between the parts of a path',
  })),
}
const category = nullable(CategoryRefField, { description: 'a category: its id or its name, or null with a type' })
const full = Type.Object({
  amount: AmountInputField,
  date: DayField,
  // Not required by the schema: it may be left out where `type` is given.
  category: Type.Optional(category),
  ...optional,
})
export type TransactionInput = Static<typeof full>
/** Some fields of a transaction, each as a whole one has it. */
export const TransactionChangeSchema = Type.Partial(
  full, { description: 'a transaction in part: the fields that change' }
)
export type TransactionChange = Static<typeof TransactionChangeSchema>

const readOnly = [
  'id', 'user', 'category_name', 'account_name', 'to_account_name', 'to_currency', 'signed_amount', 'checked',
  'created_at', 'updated_at',
]
const tag = 'transactions'

const filters = Type.Object({
  month: Type.Optional(MonthField),
  from: Type.Optional(DayField),
  to: Type.Optional(DayField),
  category: Type.Optional(Type.Array(CategoryFilterField, {
    maxItems: FILTER_MAX_CATEGORIES, description: `up to ${FILTER_MAX_CATEGORIES} categories, each by id or name`,
  })),
  uncategorized: Type.Optional(FlagField),
  account: Type.Optional(AccountRefField),
  tag: Type.Optional(Type.Array(TagNameField, {
    maxItems: TAGS_MAX, description: `up to ${TAGS_MAX} tags, each with what is below it`,
  })),
  type: Type.Optional(TransactionTypeField),
  q: Type.Optional(SearchField),
  currency: Type.Optional(CurrencyField),
  min: Type.Optional(AmountTextField),
  max: Type.Optional(AmountTextField),
  sort: Type.Optional(SortField),
  ...PagingFields,
})
export type TransactionFilters = Static<typeof filters>

export const listTransactions = endpoint({
  method: 'GET',
  path: '/api/transactions/',
  tag,
  summary: 'List transactions, the latest first',
  query: filters,
  status: 200,
  reply: Type.Array(TransactionSchema),
  problems: ['validation_failed', 'unknown_category', 'unknown_account', 'unknown_tag'],
})

export const createTransaction = endpoint({
  method: 'POST',
  path: '/api/transactions/',
  tag,
  summary: 'Add a transaction',
  versioned: true,
  body: full,
  readOnly,
  status: 201,
  reply: TransactionSchema,
  problems: ['validation_failed', 'unknown_category', 'unknown_account'],
})

export const getTransaction = endpoint({
  method: 'GET',
  path: '/api/transactions/:id/',
  tag,
  summary: 'Show a transaction',
  versioned: true,
  status: 200,
  reply: TransactionSchema,
  problems: ['not_found'],
})

export const replaceTransaction = endpoint({
  method: 'PUT',
  path: '/api/transactions/:id/',
  tag,
  summary: 'Replace a transaction',
  versioned: true,
  body: full,
  readOnly,
  status: 200,
  reply: TransactionSchema,
  problems: ['validation_failed', 'unknown_category', 'unknown_account', 'not_found'],
})

export const changeTransaction = endpoint({
  method: 'PATCH',
  path: '/api/transactions/:id/',
  tag,
  summary: 'Change some fields of a transaction',
  versioned: true,
  body: TransactionChangeSchema,
  readOnly,
  status: 200,
  reply: TransactionSchema,
  problems: ['validation_failed', 'unknown_category', 'unknown_account', 'not_found'],
})

export const deleteTransaction = endpoint({
  method: 'DELETE',
  path: '/api/transactions/:id/',
  tag,
  summary: 'Delete a transaction',
  versioned: true,
  status: 204,
  problems: ['not_found'],
})

const BulkResultSchema = Type.Object({
  created: Type.Integer({ minimum: 0, description: 'how many were stored' }),
  results: Type.Array(Type.Union([
    Type.Object({ transaction: TransactionSchema }),
    Type.Object({
      code: choice(PROBLEM_CODES, 'a problem code'),
      detail: Type.String({ description: 'what is wrong with the row' }),
      errors: Type.Record(Type.String(), Type.Array(Type.String()), { description: 'its faults by field' }),
    }),
  ]), { description: 'what became of each row, in their order' }),
}, { description: 'what became of the rows' })
export type BulkResult = Static<typeof BulkResultSchema>

export const createTransactions = endpoint({
  method: 'POST',
  path: '/api/transactions/bulk/',
  tag,
  summary: 'Add many transactions at once, all or none; with partial=true those that are right',
  query: Type.Object({ partial: Type.Optional(FlagField) }),
  body: Type.Object({
    // Checked one by one, so that a fault is told with the number of its row.
    transactions: Type.Array(Type.Record(Type.String(), Type.Unknown()), {
      minItems: 1,
      maxItems: BULK_MAX_ROWS,
      description: `a list of 1 to ${BULK_MAX_ROWS} transactions, each as POST /api/transactions/ takes it`,
    }),
  }),
  documentedBody: Type.Object({
    transactions: Type.Array(
      full, { minItems: 1, maxItems: BULK_MAX_ROWS, description: `a list of 1 to ${BULK_MAX_ROWS} transactions` }
    ),
  }),
  bodyLimitBytes: BULK_BODY_BYTES,
  status: 201,
  reply: BulkResultSchema,
  problems: ['validation_failed'],
})

export const joinTransactions = endpoint({
  method: 'POST',
  path: '/api/transactions/join/',
  tag,
  summary: 'Make an expense in one account and an income in another one transfer, which keeps the id of the expense',
  body: Type.Object({
    ids: Type.Array(IdField, {
      minItems: 2, maxItems: 2, uniqueItems: true, description: 'a list of the ids of two different transactions',
    }),
  }),
  status: 200,
  reply: TransactionSchema,
  problems: ['validation_failed'],
})

export const partTransaction = endpoint({
  method: 'POST',
  path: '/api/transactions/:id/part/',
  tag,
  summary: 'Make a transfer an expense in one account, which keeps its id, and an income in the other',
  status: 200,
  reply: Type.Array(TransactionSchema, { description: 'the expense and the income' }),
  problems: ['validation_failed', 'not_found'],
})
