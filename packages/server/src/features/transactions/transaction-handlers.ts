import { formatAmount } from '@fintrack/contract/money'
import {
  changeTransaction, createTransaction, deleteTransaction, getTransaction, listTransactions, replaceTransaction, type Transaction,
} from '@fintrack/contract/transactions'
import { handle, type Route } from '../../dispatch.ts'
import { mapped } from '../../paging.ts'
import type { TransactionRow, transactionService } from './transaction-service.ts'

function toWire (row: TransactionRow): Transaction {
  return { ...row, amount: formatAmount(row.amount, row.currency) }
}

export function transactionHandlers (transactions: ReturnType<typeof transactionService>): Route[] {
  return [
    handle(listTransactions, async ({ query }, { actor }) => mapped(await transactions.list(actor.userId, query), toWire)),
    handle(createTransaction, async ({ body }, { actor }) => {
      const row = await transactions.create(actor.userId, body)
      return { body: toWire(row), location: `/api/transactions/${row.id}/` }
    }),
    handle(getTransaction, async ({ id }, { actor }) => ({ body: toWire(await transactions.get(actor.userId, id)) })),
    handle(replaceTransaction, async ({ id, body }, { actor }) => ({ body: toWire(await transactions.replace(actor.userId, id, body)) })),
    handle(changeTransaction, async ({ id, body }, { actor }) => ({ body: toWire(await transactions.change(actor.userId, id, body)) })),
    handle(deleteTransaction, async ({ id }, { actor }) => {
      await transactions.remove(actor.userId, id)
      return { body: undefined }
    }),
  ]
}
