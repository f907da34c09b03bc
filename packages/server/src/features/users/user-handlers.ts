import { changeMe, changePassword, deleteMe, getMe, register } from '@fintrack/contract/users'
import { handle, handleOpen, type Route } from '../../dispatch.ts'
import type { UserService } from './user-service.ts'

export function userHandlers (users: UserService): Route[] {
  return [
    handleOpen(register, async ({ body }, origin) => ({ body: await users.register(body, origin) })),
    handle(getMe, async (_, { actor }) => ({ body: await users.get(actor.userId) })),
    handle(changeMe, async ({ body }, { actor, origin }) => ({ body: await users.update(actor.userId, body, origin) })),
    handle(changePassword, async ({ body }, { actor, origin }) => {
      await users.changePassword(actor.userId, body.old_password, body.new_password, origin)
      return { body: undefined }
    }),
    handle(deleteMe, async ({ body }, { actor, origin }) => {
      await users.remove(actor.userId, body.password, origin)
      return { body: undefined }
    }),
  ]
}
