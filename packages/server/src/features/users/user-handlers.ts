import { register } from '@fintrack/contract/auth'
import { handleOpen, type Route } from '../../dispatch.ts'
import type { userService } from './user-service.ts'

export function userHandlers (users: ReturnType<typeof userService>): Route[] {
  return [
    handleOpen(register, async ({ body }) => ({ body: await users.register(body) })),
  ]
}
