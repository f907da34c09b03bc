import { logIn, logOut, refreshTokens } from '@fintrack/contract/auth'
import { endSession, listSessions } from '@fintrack/contract/sessions'
import { handle, handleOpen, type Route } from '../../dispatch.ts'
import { mapped } from '../paging.ts'
import type { SessionService } from './session-service.ts'

export function sessionHandlers (sessions: SessionService): Route[] {
  return [
    handleOpen(logIn, async ({ body }, origin) => ({ body: await sessions.logIn(body, origin) })),
    handleOpen(refreshTokens, async ({ body }, origin) => ({ body: await sessions.refresh(body.refresh, origin) })),
    handleOpen(logOut, async ({ body }, origin) => {
      await sessions.logOut(body.refresh, origin)
      return { body: undefined }
    }),
    handle(listSessions, async ({ query }, { actor }) =>
      mapped(await sessions.list(actor.userId, query), (row) => ({ ...row, current: row.id === actor.sessionId }))),
    handle(endSession, async ({ id }, { actor, origin }) => {
      await sessions.end(actor.userId, id, origin)
      return { body: undefined }
    }),
  ]
}
