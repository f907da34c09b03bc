/** A user of a server that may be killed at any moment. */
import type { Server } from './server-build.ts'

export interface Asked {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly path: string
  /** JSON, or a CSV text. */
  readonly body?: object | string
  /** Sent as Idempotency-Key. */
  readonly key?: string
}

export interface Answered { readonly status: number, readonly body: unknown, readonly retryAfter: string | null }

export type Ask = (asked: Asked) => Promise<Answered>

/** The connection ended before the whole answer was there: what was asked for may be done, or not. */
export class Cut extends Error {}

/** A server, or what stands before it. */
export type Addressed = Pick<Server, 'address'>

export function asking (server: Addressed, token?: string): Ask {
  return async ({ method, path, body, key }) => {
    const headers = {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...(body === undefined ? {} : { 'content-type': typeof body === 'string' ? 'text/csv' : 'application/json' }),
    }
    let response: Response
    let text: string
    try {
      const content = typeof body === 'object' ? JSON.stringify(body) : body
      response = await fetch(`${server.address}${path}`, {
        method, headers, ...(content === undefined ? {} : { body: content }),
      })
      text = await response.text()
    } catch (error) {
      throw new Cut(String(error))
    }
    return {
      status: response.status, body: text === '' ? undefined : JSON.parse(text),
      retryAfter: response.headers.get('retry-after'),
    }
  }
}

/** @throws Error where it is not answered with this status */
export async function expecting<T> (ask: Ask, status: number, asked: Asked): Promise<T> {
  const answer = await ask(asked)
  if (answer.status !== status) {
    throw new Error(
    `${asked.method} ${asked.path} was answered with ${answer.status}: ${JSON.stringify(answer.body)}`
    )
  }
  return answer.body as T
}

export const PASSWORD = 'a quiet river at dawn'

export async function register (server: Addressed, username: string): Promise<void> {
  await expecting(asking(server), 201, {
    method: 'POST', path: '/api/users/register/', body: { username, password: PASSWORD },
  })
}

/** Registers a user. @returns the text of a personal access token, which outlives every restart */
export async function newUser (server: Addressed, username: string): Promise<string> {
  await register(server, username)
  const body = { username, password: PASSWORD }
  const { access } = await expecting<{ access: string }>(asking(server), 200, {
    method: 'POST', path: '/api/token/', body,
  })
  const { token } = await expecting<{ token: string }>(asking(server, access), 201, {
    method: 'POST', path: '/api/tokens/', body: { name: 'load', scope: 'read-write' },
  })
  return token
}
