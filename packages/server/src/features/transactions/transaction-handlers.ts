import { deleteTransactions, editTransactions } from '@fintrack/contract/transaction-sets'
import {
  changeTransaction, createTransaction, createTransactions, deleteTransaction, getTransaction, joinTransactions,
  listTransactions, partTransaction, replaceTransaction,
} from '@fintrack/contract/transactions'
import { handle, type Route } from '../../dispatch.ts'
import { mapped } from '../paging.ts'
import { rowAnswers } from '../update.ts'
import { transactionEtag, type TransactionRow, type transactionService } from './transaction-service.ts'
import { toWire } from './transaction-wire.ts'

const { shown, created } = rowAnswers((row: TransactionRow) => toWire(row), transactionEtag)

export function transactionHandlers (transactions: ReturnType<typeof transactionService>): Route[] {
  return [
    handle(listTransactions, async (context, { query }) => {
      const { page, account } = await transactions.list(context, query)
      return mapped(page, (row) => toWire(row, account))
    }),
    handle(
      createTransaction,
      async (context, { body }) => created(createTransaction.path, await transactions.create(context, body))
    ),
    handle(createTransactions, async (context, { query, body }) => {
      const rows = await transactions.createAll(context, body.transactions, query.partial === true)
      const results = rows.map((row) => 'id' in row ? { transaction: toWire(row) } : row)
      return { body: { created: rows.filter((row) => 'id' in row).length, results } }
    }),
    handle(editTransactions, async (context, { body }) => {
      const { set, etag } = await transactions.changeSet(context, body)
      return { body: set, etag }
    }),
    handle(deleteTransactions, async (context, { body }) => {
      const { set, etag } = await transactions.removeSet(context, body.ids)
      return { body: set, etag }
    }),
    handle(getTransaction, async (context, { id }) => shown(await transactions.get(context, id))),
    handle(replaceTransaction, async (context, { id, body }) => shown(await transactions.replace(context, id, body))),
    handle(changeTransaction, async (context, { id, body }) => shown(await transactions.change(context, id, body))),
    handle(deleteTransaction, (context, { id }) => transactions.remove(context, id)),
    handle(
      joinTransactions,
      async (context, { body: { ids } }) => ({ body: toWire(await transactions.join(context, ids)) })
    ),
    handle(partTransaction, async (context, { id }) => {
      const rows = await transactions.part(context, id)
      return { body: rows.map((row) => toWire(row)) }
    }),
  ]
}
