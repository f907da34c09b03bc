import { logIn, logOut, refreshTokens } from '@fintrack/contract/auth'
import { handle, type Route } from '../../dispatch.ts'
import type { SessionService } from './session-service.ts'

export function sessionHandlers(sessions: SessionService): Route[] {
  return [
    handle(logIn, async ({ body }) => ({ body: await sessions.logIn(body.username, body.password) })),
    handle(refreshTokens, async ({ body }) => ({ body: await sessions.refresh(body.refresh) })),
    handle(logOut, async ({ body }) => {
      await sessions.logOut(body.refresh)
      return { body: undefined }
    }),
  ]
}
