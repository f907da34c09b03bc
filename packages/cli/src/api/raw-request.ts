/** The body and the query of `fintrack api`, from its fields and its input. */
import type { Request } from '@fintrack/contract/call'
import { uploadTypeFor, type Endpoint } from '@fintrack/contract/endpoint'
import { ENDPOINTS } from '@fintrack/contract/endpoints'
import { Problem } from '@fintrack/contract/problem'
import { listed, nearest, quote } from '@fintrack/contract/text'
import { isObject } from '../config/json-file.ts'
import type { Context } from '../context.ts'
import { usage } from '../errors/usage.ts'
import { withoutUndefined } from '../options/without-undefined.ts'

export interface ApiOptions {
  readonly method: string
  readonly path: string
  readonly fields: ReadonlyArray<readonly [name: string, value: string]>
  /** A file, or `-`. */
  readonly input: string | undefined
  readonly headers: RequestHeaders
  /** Whether the status and the headers of the answer come before its body. */
  readonly include: boolean
}

export interface RequestHeaders {
  readonly ifMatch?: string
  readonly idempotencyKey?: string
}

type JsonBody = NonNullable<Endpoint['body']>

/** The fields of a body that are passwords or tokens. */
function secretsOf ({ properties }: JsonBody): string[] {
  return Object.keys(properties).filter((name) => Reflect.get(Object(properties[name]), 'writeOnly') === true)
}

/** @param isSecret whether nothing of it may be shown */
async function jsonFrom (bytes: AsyncIterable<Uint8Array>, name: string, isSecret: boolean): Promise<object> {
  const parts: Uint8Array[] = []
  for await (const part of bytes) parts.push(part)
  const text = Buffer.concat(parts).toString('utf8')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw usage(`${name} is not JSON${isSecret ? '' : `: it begins with ${quote(text.slice(0, 20))}`}.`)
  }
  if (!isObject(value)) throw usage(`${name} is not a JSON object${isSecret ? '' : `: it is ${quote(value)}`}.`)
  return value
}

/** @throws UserError a secret: arguments are seen by every account of the machine, and kept by the shell */
function refuseSecrets (body: JsonBody, given: ReadonlyArray<readonly [string, string]>): void {
  const secret = secretsOf(body).find((name) => given.some(([one]) => one === name))
  if (secret !== undefined) {
    throw usage(
      `${secret} is a secret, and an argument can be seen by every account of this machine.`,
      '--input - reads the whole body, as JSON, from standard input.'
    )
  }
}

function objectOf (fields: ApiOptions['fields']): object {
  const twice = fields.find(([name], at) => fields.findIndex(([other]) => other === name) !== at)
  if (twice !== undefined) throw usage(`--field gives ${quote(twice[0])} twice; give it once.`)
  return Object.fromEntries(fields)
}

/**
 * Fields make the body where one is taken and no input gives it, else the query.
 * @throws UserError an input that is no JSON object, or one where no body is taken
 */
export async function requestOf (
  { io }: Context, { endpoint, id, query }: Target, { fields, input }: ApiOptions
): Promise<Request> {
  const base = { ...(id === undefined ? {} : { id }), query }
  if (endpoint.body !== undefined) refuseSecrets(endpoint.body, [...query, ...fields])
  if (input === undefined) {
    if (endpoint.upload !== undefined) {
      throw usage(`${endpoint.method} ${endpoint.path} takes a file: give it with --input.`)
    }
    if (endpoint.body === undefined) return { ...base, query: [...query, ...fields] }
    return { ...base, body: objectOf(fields) }
  }
  if (endpoint.body === undefined && endpoint.upload === undefined) {
    throw usage(`${endpoint.method} ${endpoint.path} takes no body; leave --input out.`)
  }
  const { bytes, size } = input === '-' ? { bytes: io.stdin(), size: undefined } : await io.open(input)
  const name = input === '-' ? 'Standard input' : JSON.stringify(input)
  const rest = { ...base, query: [...query, ...fields] }
  if (endpoint.body !== undefined) {
    return { ...rest, body: await jsonFrom(bytes, name, secretsOf(endpoint.body).length > 0) }
  }
  return {
    ...rest,
    ...withoutUndefined({ mediaType: uploadTypeFor(endpoint, input) }),
    body: { size, [Symbol.asyncIterator]: () => bytes[Symbol.asyncIterator]() },
  }
}

export interface Target {
  readonly endpoint: Endpoint
  readonly id: string | undefined
  readonly query: ReadonlyArray<readonly [string, string]>
}

function withoutSlash (path: string): string {
  return path.replace(/\/$/, '')
}

/** @returns the id in the path (undefined where it has none), or null where the path is another's */
function idIn (path: string, endpoint: Endpoint): string | undefined | null {
  const pattern = withoutSlash(endpoint.path).replaceAll('.', '\\.').replace(':id', '([0-9]+)')
  const found = new RegExp(`^${pattern}$`).exec(withoutSlash(path))
  return found === null ? null : found[1]
}

/**
 * @throws Problem what the API itself answers: 404 for a path that is no endpoint's, 405 for a method that it does not
 * take
 */
export function findEndpoint (method: string, target: string): Target {
  const path = target.replace(/\?.*$/s, '')
  const whole = path.startsWith('/') ? path : `/${path}`
  const there = [...ENDPOINTS.values()].flatMap((endpoint) => {
    const id = idIn(whole, endpoint)
    return id === null ? [] : [{ endpoint, id }]
  })
  const match = there.find(({ endpoint }) => endpoint.method === method)
  if (match !== undefined) return { ...match, query: [...new URLSearchParams(target.slice(path.length))] }
  if (there.length > 0) {
    const allowed = there.map(({ endpoint }) => endpoint.method).toSorted()
    throw new Problem('method_not_allowed', `${method} is not allowed here; use ${listed(allowed, 'or')}.`)
  }
  const meant = nearest(whole, new Set([...ENDPOINTS.values()].map(({ path }) => path)))
  throw new Problem('not_found', `There is no ${quote(whole)} here.`, meant === undefined ? {} : { suggestion: meant })
}
