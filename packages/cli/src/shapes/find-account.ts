import { getMe, type Me } from '@fintrack/contract/users'
import { asRead, type AsRead } from '../api/versioned.ts'
import type { Context } from '../context.ts'
import { usage } from '../errors/user-error.ts'

export async function findAccount (cx: Context): Promise<AsRead<Me>> {
  return asRead(await (await cx.api()).call(getMe, {}))
}

/** An account with a name, for what takes its password. @throws UserError where it has neither */
export async function findNamedAccount (cx: Context): Promise<AsRead<Me & { readonly username: string }>> {
  const { row, condition } = await findAccount(cx)
  const { username } = row
  if (username === null) throw usage('The book of this machine has no name and no password.', '`fintrack passwd` gives it both.')
  return { row: { ...row, username }, condition }
}
