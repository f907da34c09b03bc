/** The user that a command works on: the one whose book it is, or one in the book of this machine. */
import { Problem } from '@fintrack/contract/problem'
import { nearest, normalName, quote } from '@fintrack/contract/text'
import { getMe, type Me } from '@fintrack/contract/users'
import { localBook, type LocalUser } from '../api/embedded-transport.ts'
import { versioned, type Versioned } from '../api/versioned.ts'
import type { Context } from '../context.ts'
import { usage } from '../errors/usage.ts'
import { operatedBook } from './local-only.ts'

export async function readUser (cx: Context): Promise<Versioned<Me>> {
  return versioned(await (await cx.api()).call(getMe, {}))
}

/** A user with a name, for what takes its password. @throws UserError where it has neither */
export async function readNamedUser (cx: Context): Promise<Versioned<Me & { readonly username: string }>> {
  const { row, condition } = await readUser(cx)
  const { username } = row
  if (username === null) {
    throw usage('The book of this machine has no username and no password.', '`fintrack passwd` sets them.')
  }
  return { row: { ...row, username }, condition }
}

/** The user of exactly this name in the book of this machine. @throws Problem not_found, with the nearest name */
export async function findLocalUser (
  cx: Context, username: string
): Promise<LocalUser & { readonly username: string }> {
  const name = normalName(username)
  const users = await (await localBook(cx)).users()
  const user = users.find((one) => one.username === name)
  if (user !== undefined) return { ...user, username: name }
  const suggestion = nearest(name, users.flatMap((one) => one.username ?? []))
  throw new Problem('not_found', `There is no user ${quote(name)} in ${operatedBook(cx)}.`,
    suggestion === undefined ? {} : { suggestion })
}
