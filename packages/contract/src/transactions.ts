/** Transactions: money that moved on a day. */
import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.ts'
import {
  AmountField, AmountInputField, AmountTextField, CategoryRefField, choice, CurrencyField, DayField, DescriptionField,
  FlagField, IdField, MonthField, nullable, PayeeField, SearchField, SortField, TimestampField, TypeField,
} from './fields.ts'
import { BULK_BODY_BYTES, BULK_MAX_ROWS, FILTER_MAX_CATEGORIES } from './limits.ts'
import { PagingFields } from './paging.ts'
import { PROBLEM_CODES } from './problem-body.ts'

export const TransactionSchema = Type.Object({
  id: IdField,
  date: DayField,
  type: TypeField,
  category: nullable(IdField, { description: 'the id of its category, or null' }),
  category_name: nullable(Type.String(), { description: 'the name of its category, or null' }),
  amount: AmountField,
  currency: CurrencyField,
  payee: nullable(Type.String(), { description: 'who was paid, or paid, or null' }),
  description: Type.String({ description: 'a text' }),
  created_at: TimestampField,
  updated_at: TimestampField,
}, { description: 'a transaction' })
export type Transaction = Static<typeof TransactionSchema>

const optional = {
  type: Type.Optional(TypeField),
  description: Type.Optional(DescriptionField),
  payee: Type.Optional(PayeeField),
  currency: Type.Optional(CurrencyField),
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
const part = Type.Partial(full)
export type TransactionChange = Static<typeof part>

const readOnly = ['id', 'user', 'category_name', 'created_at', 'updated_at']
const tag = 'transactions'

const filters = Type.Object({
  month: Type.Optional(MonthField),
  from: Type.Optional(DayField),
  to: Type.Optional(DayField),
  category: Type.Optional(Type.Array(CategoryRefField, {
    maxItems: FILTER_MAX_CATEGORIES, description: `up to ${FILTER_MAX_CATEGORIES} categories, each by id or name`,
  })),
  uncategorized: Type.Optional(FlagField),
  type: Type.Optional(TypeField),
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
  problems: ['validation_failed', 'unknown_category'],
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
  problems: ['validation_failed', 'unknown_category'],
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
  problems: ['validation_failed', 'unknown_category', 'not_found'],
})

export const changeTransaction = endpoint({
  method: 'PATCH',
  path: '/api/transactions/:id/',
  tag,
  summary: 'Change some fields of a transaction',
  versioned: true,
  body: part,
  readOnly,
  status: 200,
  reply: TransactionSchema,
  problems: ['validation_failed', 'unknown_category', 'not_found'],
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
