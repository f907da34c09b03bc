/** The currency that amounts are in where nothing else decides: that of the book's user, asked of the book. */
import { getMe } from '@fintrack/contract/users'
import type { Context } from '../context.ts'
import { findAccount } from './find-rows.ts'

export async function bookCurrency (cx: Context): Promise<string> {
  return (await (await cx.api()).call(getMe, {})).body.currency
}

/** The currency of an account, by its name or id; without one that of the book. */
export async function currencyIn (cx: Context, account: string | number | undefined): Promise<string> {
  return account === undefined ? bookCurrency(cx) : (await findAccount(cx, String(account))).currency
}

/** Asks at the first call, and remembers the answer. */
export function askedOnce<T> (ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined
  return () => {
    answer ??= ask()
    return answer
  }
}
