import { formatAmount } from '@fintrack/contract/money'
import {
  changeTransaction, createTransaction, createTransactions, deleteTransaction, getTransaction, listTransactions, replaceTransaction, type Transaction,
} from '@fintrack/contract/transactions'
import { handle, type Route } from '../../dispatch.ts'
import { mapped } from '../paging.ts'
import { transactionEtag, type TransactionRow, type transactionService } from './transaction-service.ts'

function toWire ({ version: _, ...row }: TransactionRow): Transaction {
  return { ...row, amount: formatAmount(row.amount, row.currency) }
}

function answered (row: TransactionRow): { body: Transaction, etag: string } {
  return { body: toWire(row), etag: transactionEtag(row) }
}

export function transactionHandlers (transactions: ReturnType<typeof transactionService>): Route[] {
  return [
    handle(listTransactions, async ({ query }, { actor }) => mapped(await transactions.list(actor.userId, query), toWire)),
    handle(createTransaction, async ({ body }, { actor, origin }) => {
      const row = await transactions.create(actor.userId, body, origin)
      return { ...answered(row), location: `/api/transactions/${row.id}/` }
    }),
    handle(createTransactions, async ({ query, body }, { actor, origin }) => {
      const rows = await transactions.createAll(actor.userId, body.transactions, query.partial === true, origin)
      const results = rows.map((row) => 'id' in row ? { transaction: toWire(row) } : row)
      return { body: { created: rows.filter((row) => 'id' in row).length, results } }
    }),
    handle(getTransaction, async ({ id }, { actor }) => answered(await transactions.get(actor.userId, id))),
    handle(replaceTransaction, async ({ id, body }, context) => answered(await transactions.replace(context.actor.userId, id, body, context))),
    handle(changeTransaction, async ({ id, body }, context) => answered(await transactions.change(context.actor.userId, id, body, context))),
    handle(deleteTransaction, async ({ id }, context) => {
      await transactions.remove(context.actor.userId, id, context)
      return { body: undefined }
    }),
  ]
}
