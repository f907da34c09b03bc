import { createToken, getToken, listTokens, revokeToken } from '@fintrack/contract/tokens'
import { handle, type Route } from '../../dispatch.ts'
import type { TokenService } from './token-service.ts'

export function tokenHandlers (tokens: TokenService): Route[] {
  return [
    handle(listTokens, (context, { query }) => tokens.list(context, query)),
    handle(createToken, async (context, { body }) => {
      const token = await tokens.create(context, body)
      return { body: token, location: `/api/tokens/${token.id}/` }
    }),
    handle(getToken, async (context, { id }) => ({ body: await tokens.get(context, id) })),
    handle(revokeToken, (context, { id }) => tokens.revoke(context, id)),
  ]
}
