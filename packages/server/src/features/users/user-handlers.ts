import { changeMe, changePassword, deleteMe, getMe, register, type Me } from '@fintrack/contract/users'
import { handle, handleOpen, type Route } from '../../dispatch.ts'
import { etagOf } from '../etag.ts'
import type { UserRow, UserService } from './user-service.ts'

function toWire ({ version: _, ...row }: UserRow): Me {
  return row
}

function answered (row: UserRow): { body: Me, etag: string } {
  return { body: toWire(row), etag: etagOf(row) }
}

export function userHandlers (users: UserService): Route[] {
  return [
    handleOpen(register, async ({ body }, origin) => ({ body: await users.register(body, origin) })),
    handle(getMe, async (_, { actor }) => answered(await users.get(actor.userId))),
    handle(changeMe, async ({ body }, context) => answered(await users.update(context.actor.userId, body, context))),
    handle(changePassword, async ({ body }, { actor, origin }) => {
      await users.changePassword(actor.userId, body.old_password, body.new_password, origin)
      return { body: undefined }
    }),
    handle(deleteMe, async ({ body }, context) => {
      await users.remove(context.actor.userId, body.password, context)
      return { body: undefined }
    }),
  ]
}
