/** The account of a transaction that is added. */
import { listAccounts } from '@fintrack/contract/accounts'
import type { Context } from '../context.ts'

/**
 * The account that is named, else the only open one, if it has this currency; undefined where there is none.
 * @param currency undefined where the transaction names none: then it takes that of its account
 */
export async function accountFor (
  cx: Context, flag: string | undefined, currency: string | undefined
): Promise<string | number | undefined> {
  if (flag !== undefined) return flag
  const { body } = await (await cx.api()).call(listAccounts, { query: { archived: false, limit: 2 } })
  const [only, ...others] = body
  if (only === undefined || others.length > 0) return undefined
  return currency === undefined || currency === only.currency ? only.id : undefined
}
