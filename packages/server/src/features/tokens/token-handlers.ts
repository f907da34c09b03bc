import { createToken, getToken, listTokens, revokeToken } from '@fintrack/contract/tokens'
import { handle, type Route } from '../../dispatch.ts'
import type { TokenService } from './token-service.ts'

export function tokenHandlers (tokens: TokenService): Route[] {
  return [
    handle(listTokens, ({ query }, { actor }) => tokens.list(actor.userId, query)),
    handle(createToken, async ({ body }, { actor, origin }) => {
      const token = await tokens.create(actor.userId, body, origin)
      return { body: token, location: `/api/tokens/${token.id}/` }
    }),
    handle(getToken, async ({ id }, { actor }) => ({ body: await tokens.get(actor.userId, id) })),
    handle(revokeToken, async ({ id }, { actor, origin }) => {
      await tokens.revoke(actor.userId, id, origin)
      return { body: undefined }
    }),
  ]
}
