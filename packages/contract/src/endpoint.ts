/** One value for each endpoint: validation, types, OpenAPI, the client's call and the reply's check follow from it. */
import type { Static, TObject, TSchema } from 'typebox'
import type { ProblemCode } from './problem.ts'

/** The format of a file, as Content-Type names it, in lower case. */
export type MediaType = `${string}/${string}`

/** The bytes of a file as they arrive, with their number where it is known beforehand. */
export type ByteStream = AsyncIterable<Uint8Array> & { readonly size?: number }

/** Whether a body comes in pieces. */
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
  /** The noun it belongs to in the documents. */
  readonly tag: string
  /** No token is asked for, and none is looked at. */
  readonly open?: true
  /** A session is asked for: a personal access token will not do, so that a stolen one cannot make another. */
  readonly loginOnly?: true
  /** It answers with a row and its entity tag; where it changes or removes one, If-Match says which version (RFC 9110, 13.1.1). */
  readonly versioned?: true
  readonly query?: TObject
  readonly body?: TObject
  /** The formats of the file that it takes in the place of a body; the first one is meant where a request names none. */
  readonly upload?: readonly [MediaType, ...MediaType[]]
  /** The body for the document, where it is more exact than what is checked at once. */
  readonly documentedBody?: TObject
  /** The largest body that it takes, where that is another than a server's setting says. */
  readonly bodyLimitBytes?: number
  /** Fields that only the server writes: ignored in the body, so that what was read can be put back. */
  readonly readOnly?: readonly string[]
  readonly status: 200 | 201 | 204
  /** Absent where the answer has no body. */
  readonly reply?: TSchema
  /** The refusals of its own; those of every request (401, 405, 413, 415, 500, …) come by themselves. */
  readonly problems: readonly ProblemCode[]
}

export function endpoint<const Spec extends Endpoint> (spec: Spec): Spec {
  return Object.freeze(spec)
}

export type QueryOf<E extends Endpoint> = E extends { query: infer Q extends TObject } ? Static<Q> : Record<never, never>
export type BodyOf<E extends Endpoint> =
  E extends { upload: readonly MediaType[] } ? ByteStream : E extends { body: infer B extends TObject } ? Static<B> : undefined
/** The formats of an endpoint's file, or `never` where it takes none. */
export type UploadOf<E extends Endpoint> = E extends { upload: infer U extends readonly MediaType[] } ? U[number] : never
export type ReplyOf<E extends Endpoint> = E extends { reply: infer R extends TSchema } ? Static<R> : undefined
/** Whether an endpoint's path names a row. */
export type HasId<E extends Endpoint> = E['path'] extends `${string}:id${string}` ? true : false

/** Whether a request makes records, so that one that comes twice must be told apart from two. */
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
