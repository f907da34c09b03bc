/** Many transactions that are changed or deleted by one request: all of them or none, as one change. */
import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.ts'
import { AmountField, CurrencyField, IdField, TagNameField } from './fields.ts'
import { SET_BODY_BYTES, SET_MAX_IDS, TAGS_MAX } from './limits.ts'
import { TransactionChangeSchema } from './transactions.ts'

const ids = Type.Array(IdField, {
  minItems: 1, maxItems: SET_MAX_IDS, description: `a list of the ids of 1 to ${SET_MAX_IDS} transactions`,
})
const tags = (what: string) => Type.Optional(Type.Array(TagNameField, {
  maxItems: TAGS_MAX, description: `a list of up to ${TAGS_MAX} tags ${what}`,
}))

const CurrencySumsSchema = Type.Object({
  currency: CurrencyField,
  income: AmountField,
  expenses: AmountField,
  transfers: AmountField,
  count: Type.Integer({ minimum: 1, description: 'how many transactions' }),
})

export const TransactionSetSchema = Type.Object({
  count: Type.Integer({ minimum: 0, description: 'how many were changed, or deleted' }),
  unchanged: Type.Integer({ minimum: 0, description: 'how many were like that already' }),
  ids: Type.Array(IdField, { description: 'the ids of those that were changed, or deleted' }),
  sums: Type.Array(CurrencySumsSchema, {
    description: 'what all of them come to, changed or not, by currency: after the change, or before the deletion',
  }),
}, { description: 'what became of many transactions' })
export type TransactionSet = Static<typeof TransactionSetSchema>

const tag = 'transactions'

const editBody = Type.Object({
  ids,
  set: Type.Optional(TransactionChangeSchema),
  tag: tags('that each gets'),
  untag: tags('that are taken from each'),
})
export type TransactionSetChange = Static<typeof editBody>

export const editTransactions = endpoint({
  method: 'POST',
  path: '/api/transactions/edit/',
  tag,
  summary: 'Change some fields of many transactions, all or none; the sentence of a refusal names the transaction',
  versioned: true,
  body: editBody,
  bodyLimitBytes: SET_BODY_BYTES,
  status: 200,
  reply: TransactionSetSchema,
  problems: ['validation_failed', 'unknown_category', 'unknown_account', 'not_found'],
})

export const deleteTransactions = endpoint({
  method: 'POST',
  path: '/api/transactions/delete/',
  tag,
  summary: 'Delete many transactions, all or none',
  versioned: true,
  body: Type.Object({ ids }),
  bodyLimitBytes: SET_BODY_BYTES,
  status: 200,
  reply: TransactionSetSchema,
  problems: ['validation_failed', 'not_found'],
})
