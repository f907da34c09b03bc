import type { Transaction } from '@fintrack/contract/transactions'
import type { Context } from '../../context.ts'

/** The rows of all these ids, in their order. @throws Problem not_found for the first that is not there */
export async function findTransactions (cx: Context, ids: readonly number[]): Promise<Transaction[]> {
  const { getTransaction } = await import('@fintrack/contract/transactions')
  const api = await cx.api()
  const rows: Transaction[] = []
  for (const id of ids) rows.push((await api.call(getTransaction, { id })).body)
  return rows
}
