/** One value per endpoint: validation, types, OpenAPI, the client's call and the reply's check follow from it. */
import type { Static, TObject, TSchema } from 'typebox'
import type { ProblemCode } from './problem.ts'

/** The format of a file, as Content-Type names it, in lower case. */
export type MediaType = `${string}/${string}`

/** The bytes of a file as they arrive; `size` is their number where it is known beforehand. */
export type ByteStream = AsyncIterable<Uint8Array> & { readonly size?: number }

/** Whether a body arrives in pieces. */
export function isStream (value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

/** Whether the body of a request is the bytes of a file. */
export function isByteStream (body: object | undefined): body is ByteStream {
  return isStream(body)
}

export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** With its final slash (which a request may leave out); `:id` stands for digits. */
  readonly path: `/${string}`
  readonly summary: string
  /** The noun that the documents list it under. */
  readonly tag: string
  /** Needs no token, and ignores one that is sent. */
  readonly open?: true
  /** Needs a session: a personal access token will not do, so that a stolen one cannot create another. */
  readonly loginOnly?: true
  /**
   * Answers with a row and its entity tag; where it changes or removes the row, If-Match says which version
   * (RFC 9110, 13.1.1).
   */
  readonly versioned?: true
  readonly query?: TObject
  readonly body?: TObject
  /** Takes a file in the place of a body, in one of these formats; a request that names none means the first. */
  readonly upload?: readonly [MediaType, ...MediaType[]]
  /** The body for the document, where that is more exact than the schema that is checked first. */
  readonly documentedBody?: TObject
  /** The largest body, where that is more than the server's setting. */
  readonly bodyLimitBytes?: number
  /** Fields that only the server writes: ignored in the body, so that what was read can be put back. */
  readonly readOnly?: readonly string[]
  readonly status: 200 | 201 | 204
  /** Absent where the answer has no body. */
  readonly reply?: TSchema
  /** Its own problems; those of every request (401, 405, 413, 415, 500, …) need no mention. */
  readonly problems: readonly ProblemCode[]
}

export function endpoint<const Spec extends Endpoint> (spec: Spec): Spec {
  return Object.freeze(spec)
}

export type QueryOf<E extends Endpoint> =
  E extends { query: infer Q extends TObject } ? Static<Q> : Record<never, never>
export type BodyOf<E extends Endpoint> =
  E extends { upload: readonly MediaType[] } ? ByteStream
    : E extends { body: infer B extends TObject } ? Static<B> : undefined
/** The formats of an endpoint's file, or `never` where it takes none. */
export type UploadOf<E extends Endpoint> =
  E extends { upload: infer U extends readonly MediaType[] } ? U[number] : never
export type ReplyOf<E extends Endpoint> = E extends { reply: infer R extends TSchema } ? Static<R> : undefined
/** Whether an endpoint's path names a row. */
export type HasId<E extends Endpoint> = E['path'] extends `${string}:id${string}` ? true : false

/** Whether a request creates records, so that one request that arrives twice must not count as two. */
export function makesRecords (of: Endpoint): boolean {
  return of.method === 'POST' && of.open !== true && of.loginOnly !== true
}

/**
 * The format that a file's name says, of those that an endpoint takes: `text/csv` for `may.csv`,
 * `application/x-ofx` for `may.OFX`. Undefined where the name ends in none of them.
 */
export function uploadTypeFor<Type extends MediaType> (
  { upload }: { readonly upload?: readonly Type[] }, fileName: string
): Type | undefined {
  const ending = /\.([^./\\]+)$/.exec(fileName)?.[1]?.toLowerCase()
  return upload?.find((type) => type.split(/[/.+]|x-/).at(-1) === ending)
}

export function hasId (of: Endpoint): boolean {
  return of.path.includes(':id')
}
