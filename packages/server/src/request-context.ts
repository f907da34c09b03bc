/** Who asks, and from where: the first argument of every handler and of every service. */
import type { Request } from '@fintrack/contract/call'
import type { Scope } from '@fintrack/contract/choices'
import type { Endpoint } from '@fintrack/contract/endpoint'
import { Problem } from '@fintrack/contract/problem'
import { readIdempotencyKey, type IdempotencyKey } from './idempotency-key.ts'

/** Where a request comes from, for throttling and the audit. All of it is absent in a book's own process. */
export interface Origin {
  readonly address?: string | undefined
  /** What the address counts as: an IPv6 address as its /64, which is one household. */
  readonly network?: string | undefined
  /** What the client calls itself. */
  readonly agent?: string | undefined
}

export interface Actor {
  readonly userId: number
  /** The session of a login. */
  readonly sessionId?: number
  /** The personal access token of the request. */
  readonly tokenId?: number
  /** What the token may do; a login, and the embedded book, may do everything. */
  readonly tokenScope?: Scope
}

export interface Caller extends Origin { readonly actor?: Actor | undefined }

export interface RequestContext {
  /** The id of the user who asks: only the rows of this user are read and written. */
  readonly user: number
  /** The id of the session, or of the personal access token, that the user asks with. */
  readonly session?: number | undefined
  readonly token?: number | undefined
  readonly origin: Origin
  /** Set where the client wants the request done once, however often it comes. */
  readonly idempotencyKey?: IdempotencyKey | undefined
  /** The version of the row that the client has read (RFC 9110, 13.1.1). */
  readonly ifMatch?: string | undefined
}

export const NOT_AUTHENTICATED = 'This needs a login: send an access token as Authorization: Bearer <token>.'

/** The user of a request was deleted after its token was checked. */
export function userGone (): Problem {
  return new Problem('not_authenticated', 'This user was deleted; log in as another.')
}

/** @throws Problem forbidden where a personal access token may not do this */
export function permit (endpoint: Endpoint, { tokenScope }: Actor): void {
  if (tokenScope === undefined) return
  if (tokenScope === 'read' && endpoint.method !== 'GET') {
    throw new Problem('forbidden', 'This personal access token may only read; this needs one of scope read-write.')
  }
  if (endpoint.loginOnly === true) throw new Problem('forbidden', 'A personal access token cannot do this; log in.')
}

/**
 * @returns the context of a request, and the request to go on with: see `readIdempotencyKey`
 * @throws Problem not_authenticated, forbidden, validation_failed
 */
export function contextOf (
  endpoint: Endpoint, request: Request, { actor, ...origin }: Caller
): { readonly context: RequestContext, readonly given: Request } {
  if (actor === undefined) throw new Problem('not_authenticated', NOT_AUTHENTICATED)
  permit(endpoint, actor)
  const { userId: user, sessionId: session, tokenId: token } = actor
  const { given, idempotencyKey } = readIdempotencyKey(endpoint, request)
  return { context: { user, session, token, origin, idempotencyKey, ifMatch: request.ifMatch }, given }
}
