import type { Transaction } from '@fintrack/contract/transactions'
import { asRead, type AsRead } from '../../as-read.ts'
import type { Context } from '../../context.ts'

/** The rows of all these ids, in their order. @throws Problem not_found for the first that is not there */
export async function findTransactions (cx: Context, ids: readonly number[]): Promise<Array<AsRead<Transaction>>> {
  const { getTransaction } = await import('@fintrack/contract/transactions')
  const api = await cx.api()
  const rows: Array<AsRead<Transaction>> = []
  for (const id of ids) rows.push(asRead(await api.call(getTransaction, { id })))
  return rows
}
