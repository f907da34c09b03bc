import { logIn, logOut, refreshTokens } from '@fintrack/contract/auth'
import { endSession, listSessions } from '@fintrack/contract/sessions'
import { handle, handleOpen, type Route } from '../../dispatch.ts'
import { mapped } from '../paging.ts'
import type { SessionService } from './session-service.ts'

export function sessionHandlers (sessions: SessionService): Route[] {
  return [
    handleOpen(logIn, async (origin, { body }) => ({ body: await sessions.logIn(body, origin) })),
    handleOpen(refreshTokens, async (origin, { body }) => ({ body: await sessions.refresh(body.refresh, origin) })),
    handleOpen(logOut, async (origin, { body }) => {
      await sessions.logOut(body.refresh, origin)
      return { body: undefined }
    }),
    handle(listSessions, async ({ user, session }, { query }) =>
      mapped(await sessions.list(user, query), (row) => ({ ...row, current: row.id === session }))),
    handle(endSession, ({ user, origin }, { id }) => sessions.end(user, id, origin)),
  ]
}
