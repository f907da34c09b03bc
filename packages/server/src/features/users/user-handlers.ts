import { changeMe, changePassword, deleteMe, getMe, register, type Me } from '@fintrack/contract/users'
import { handle, handleOpen, type Route } from '../../dispatch.ts'
import { etagOf, rowAnswers } from '../update.ts'
import type { UserRow, UserService } from './user-service.ts'

function toWire ({ version: _, ...row }: UserRow): Me {
  return row
}

const { shown } = rowAnswers(toWire, etagOf)

export function userHandlers (users: UserService): Route[] {
  return [
    handleOpen(register, async (origin, { body }) => ({ body: await users.register(origin, body) })),
    handle(getMe, async (context) => shown(await users.get(context))),
    handle(changeMe, async (context, { body }) => shown(await users.update(context, body))),
    handle(changePassword, (context, { body }) => users.changePassword(context, body.old_password, body.new_password)),
    handle(deleteMe, (context, { body }) => users.remove(context, body.password)),
  ]
}
