import { Problem } from '@fintrack/contract/problem'
import { nearest, normalName, quote } from '@fintrack/contract/text'
import { localBook, type LocalUser } from '../api/embedded-transport.ts'
import type { Context } from '../context.ts'

/** The user of exactly this name, before anything is asked or done. @throws Problem not_found, with the nearest name */
export async function findUser (cx: Context, username: string): Promise<LocalUser & { readonly username: string }> {
  const name = normalName(username)
  const users = await (await localBook(cx)).users()
  const user = users.find((one) => one.username === name)
  if (user !== undefined) return { ...user, username: name }
  const suggestion = nearest(name, users.flatMap((one) => one.username ?? []))
  throw new Problem('not_found', `There is no user ${quote(name)} in the book of this machine.`, suggestion === undefined ? {} : { suggestion })
}
