import { logIn, logOut, refreshTokens } from '@fintrack/contract/auth'
import { endSession, listSessions } from '@fintrack/contract/sessions'
import { handle, handleOpen, type Route } from '../../dispatch.ts'
import { mapped } from '../paging.ts'
import type { SessionService } from './session-service.ts'

export function sessionHandlers (sessions: SessionService): Route[] {
  return [
    handleOpen(logIn, async (origin, { body }) => ({ body: await sessions.logIn(origin, body) })),
    handleOpen(refreshTokens, async (origin, { body }) => ({ body: await sessions.refresh(origin, body.refresh) })),
    handleOpen(logOut, async (origin, { body }) => {
      await sessions.logOut(origin, body.refresh)
      return { body: undefined }
    }),
    handle(listSessions, async (context, { query }) =>
      mapped(await sessions.list(context, query), (row) => ({ ...row, current: row.id === context.session }))),
    handle(endSession, (context, { id }) => sessions.end(context, id)),
  ]
}
