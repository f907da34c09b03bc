import { logIn, logOut, refreshTokens } from '@fintrack/contract/auth'
import { handleOpen, type Route } from '../../dispatch.ts'
import type { SessionService } from './session-service.ts'

export function sessionHandlers (sessions: SessionService): Route[] {
  return [
    handleOpen(logIn, async ({ body }) => ({ body: await sessions.logIn(body.username, body.password) })),
    handleOpen(refreshTokens, async ({ body }) => ({ body: await sessions.refresh(body.refresh) })),
    handleOpen(logOut, async ({ body }) => {
      await sessions.logOut(body.refresh)
      return { body: undefined }
    }),
  ]
}
