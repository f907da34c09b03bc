/** The account of what is added without one. */
import { listAccounts } from '@fintrack/contract/accounts'
import { Problem } from '@fintrack/contract/problem'
import { CONFIG_KEYS } from '../config/keys.ts'
import type { Context } from '../context.ts'
import { HintedProblem } from '../errors/hints.ts'
import { bookCurrency } from './book-currency.ts'
import { findAccount } from './find-rows.ts'

/** The one account that is open; undefined where there are several, or none. */
async function onlyAccount (cx: Context, currency: string | undefined): Promise<number | undefined> {
  const api = await cx.api()
  const { body: [only, ...others] } = await api.call(listAccounts, { query: { archived: false, limit: 2 } })
  if (only === undefined || others.length > 0) return undefined
  return only.currency === (currency ?? await bookCurrency(cx)) ? only.id : undefined
}

/** @throws HintedProblem where the configured account is not there any more */
async function configuredAccount (cx: Context, name: string) {
  try {
    return await findAccount(cx, name)
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'unknown_account') throw error
    throw new HintedProblem(error,
      'It is the default account: `fintrack config set account NAME` sets another, --unset removes the setting.')
  }
}

/**
 * The account that --account names; else the configured one, unless the row is in another currency; else the only open
 * one, where it has the currency of the row.
 * @param currency of the row, where it is given; without it that of the account counts, or for the only open one that
 * of the book
 * @returns a name or an id for the API; undefined where the row is in no account
 * @throws Problem unknown_account where the configured account is not there any more
 */
export async function accountFor (
  cx: Context, flag: string | undefined, currency: string | undefined
): Promise<string | number | undefined> {
  if (flag !== undefined) return flag
  const configured = CONFIG_KEYS.account.get(cx.store.config(), cx.globals)
  if (configured === undefined) return onlyAccount(cx, currency)
  const account = await configuredAccount(cx, configured)
  return currency === undefined || account.currency === currency ? account.id : undefined
}
