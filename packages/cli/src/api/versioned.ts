import { getTransaction, type Transaction } from '@fintrack/contract/transactions'
import type { Context } from '../context.ts'
/** A row with the version that was read of it, so that a change of it is refused where somebody else was faster. */
export interface AsRead<Row> {
  readonly row: Row
  /** Goes with each call that changes or removes the row. A server that has no versions gives none. */
  readonly condition: { readonly ifMatch?: string }
}

export function asRead<Row> ({ body, etag }: { readonly body: Row, readonly etag?: string }): AsRead<Row> {
  return { row: body, condition: etag === undefined ? {} : { ifMatch: etag } }
}

/** Whether a row that was changed is as it was read: the change was what it is already, and the server made none. */
export function isAsRead ({ condition }: AsRead<unknown>, etag: string | undefined): boolean {
  return etag !== undefined && etag === condition.ifMatch
}

/** The rows of all these ids, in their order. @throws Problem not_found for the first that is not there */
export async function findTransactions (cx: Context, ids: readonly number[]): Promise<Array<AsRead<Transaction>>> {
  const api = await cx.api()
  const rows: Array<AsRead<Transaction>> = []
  for (const id of ids) rows.push(asRead(await api.call(getTransaction, { id })))
  return rows
}
