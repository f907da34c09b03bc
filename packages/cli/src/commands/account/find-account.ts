import type { Me } from '@fintrack/contract/users'
import type { Context } from '../../context.ts'
import { usage } from '../../fault.ts'

export async function findAccount (cx: Context): Promise<Me> {
  const { getMe } = await import('@fintrack/contract/users')
  return (await (await cx.api()).call(getMe, {})).body
}

/** The account's name, for what takes its password. @throws Fault where it has neither */
export async function findUsername (cx: Context): Promise<{ readonly id: number, readonly username: string }> {
  const { id, username } = await findAccount(cx)
  if (username === null) throw usage('The book of this machine has no name and no password.', '`fintrack passwd` gives it both.')
  return { id, username }
}
