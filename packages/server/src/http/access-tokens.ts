/** Signs and verifies access tokens by `@fastify/jwt` (ADR 25). */
import { fastifyJwt, type FastifyJWTOptions } from '@fastify/jwt'
import { matches } from '@fintrack/contract/validate'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Clock } from '../clock.ts'
import {
  ALGORITHM, claimsOf, payloadOf, type AccessClaims, type SignAccessToken,
} from '../features/sessions/access-token.ts'
import type { KeyRing } from '../features/signing-keys/key-ring.ts'

/** Longer than any token of ours: a longer one is not even decoded. */
const MAX_TOKEN_CHARACTERS = 2048

/** Tokens whose verification is remembered, the most recently used ones. */
const MAX_REMEMBERED_TOKENS = 1000

export interface AccessTokens {
  readonly sign: SignAccessToken
  /** The claims of a request's access token, or undefined where that is not good now. Its session is not looked up. */
  readonly read: (request: FastifyRequest) => Promise<AccessClaims | undefined>
}

interface Needs { readonly keys: KeyRing, readonly clock: Clock, readonly lifeSeconds: number }

const Decoded = Type.Object({
  header: Type.Object({ kid: Type.String() }), payload: Type.Unknown(), signature: Type.String(),
})

/** The text after `Bearer`, or '' where the header holds anything else. */
export function bearerOf ({ headers: { authorization = '' } }: FastifyRequest): string {
  return /^bearer +([^ ]+)$/i.exec(authorization)?.[1] ?? ''
}

/** The last character of a MAC has spare bits: of the texts that decode to the same bytes only one is the token. */
function isCanonical (mac: string): boolean {
  return Buffer.from(mac, 'base64url').toString('base64url') === mac
}

/** A token as the plugin decodes it, or undefined where the plugin refuses it, which it does by throwing. */
async function decodedBy (work: () => Promise<object | string>) {
  try {
    const decoded = await work()
    return matches(Decoded, decoded) ? decoded : undefined
  } catch {
    return undefined
  }
}

export async function accessTokens (
  server: FastifyInstance, { keys, clock, lifeSeconds }: Needs
): Promise<AccessTokens> {
  const secretOf = async ({ header }: { readonly header: { readonly kid: string } }): Promise<Buffer> => {
    const key = keys.byId(header.kid)
    /* c8 ignore next -- `read` has looked the key up just before; without it nothing is verified */
    if (key === undefined) throw new Error('no such key')
    return key.secret
  }
  const verify: FastifyJWTOptions['verify'] = {
    algorithms: [ALGORITHM],
    checkTyp: 'JWT',
    requiredClaims: ['exp'],
    // The end of a token is checked at each use, by the clock of the app.
    ignoreExpiration: true,
    complete: true,
    cache: MAX_REMEMBERED_TOKENS,
    extractToken: bearerOf,
  }
  await server.register(fastifyJwt, {
    // The plugin asks for one secret and uses none: each signature is given its key, and looks it up by its `kid`.
    secret: keys.current.secret,
    decode: { complete: true },
    // The plugin's types do not know yet that a key may be a function, as its documentation says.
    verify: Object.assign(verify, { key: secretOf }),
  })
  return {
    sign: (claims, { kid, secret }) =>
      server.jwt.sign(payloadOf(claims, clock, lifeSeconds), { algorithm: ALGORITHM, key: secret, kid }),
    read: async (request) => {
      if (bearerOf(request).length > MAX_TOKEN_CHARACTERS) return undefined
      const decoded = await decodedBy(() => request.jwtDecode())
      if (decoded === undefined || !isCanonical(decoded.signature)) return undefined
      const { kid } = decoded.header
      await keys.refreshed(kid)
      // A verification that is remembered ends with its key.
      if (keys.byId(kid) === undefined) return undefined
      return claimsOf((await decodedBy(() => request.jwtVerify()))?.payload, clock)
    },
  }
}
