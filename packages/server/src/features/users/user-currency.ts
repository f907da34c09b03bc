import { userGone } from '../../dispatch.ts'
import type { Repositories } from '../../db/unit-of-work.ts'

/** The currency of a user's amounts that name none. A user who is gone is not authenticated any more. */
export async function currencyOf (repos: Repositories, userId: number): Promise<string> {
  const user = await repos.users.get(userId)
  if (user === undefined) throw userGone()
  return user.currency
}
