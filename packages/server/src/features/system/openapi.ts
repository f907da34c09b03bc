/** The OpenAPI 3.1 document, made from the endpoints' own schemas: there is no second description. */
import { hasId, makesRecords, type Endpoint } from '@fintrack/contract/endpoint'
import { ENDPOINTS } from '@fintrack/contract/endpoints'
import { PROBLEM_TITLES, type ProblemCode } from '@fintrack/contract/problem'
import { ProblemSchema } from '@fintrack/contract/problem-body'
import { keyword } from '@fintrack/contract/validate'
import type { TSchema } from 'typebox'
import { HTTP_STATUS } from '../../http-status.ts'
import { VERSION } from '../../version.ts'

const PROBLEM = { $ref: '#/components/schemas/Problem' }

/** Whether it changes or removes a row of which a client may have read another version. */
function changesRow (endpoint: Endpoint): boolean {
  return endpoint.versioned === true && endpoint.method !== 'GET' && endpoint.method !== 'POST'
}

/** What every request may be refused with, and what more one with a body or a token may be. */
function problemsOf (endpoint: Endpoint): ProblemCode[] {
  const hasBody = endpoint.body !== undefined || endpoint.upload !== undefined
  return [
    ...endpoint.problems,
    ...(endpoint.query === undefined && !hasBody ? ['validation_failed'] as const : []),
    'malformed_request',
    ...(endpoint.open === true ? [] : ['not_authenticated'] as const),
    // Too many at once: of a user, or of a stranger's network.
    ...(endpoint.open === true && !hasBody ? [] : ['too_many_requests'] as const),
    // A personal access token may do less than a login, and another site's page nothing.
    ...(endpoint.method === 'GET' ? [] : ['forbidden'] as const),
    ...(!hasBody ? [] : ['payload_too_large', 'unsupported_media_type'] as const),
    ...(changesRow(endpoint) ? ['changed_since'] as const : []),
    ...(makesRecords(endpoint) ? ['idempotency_key_reused', 'limit_reached'] as const : []),
    'misdirected_request',
    'internal_error',
    // The database is busy, or its disk has failed or is full.
    'unavailable',
    ...(endpoint.method === 'GET' ? [] : ['storage_full'] as const),
  ]
}

function refusals (endpoint: Endpoint) {
  const byStatus = new Map<number, ProblemCode[]>()
  for (const code of new Set(problemsOf(endpoint))) {
    byStatus.set(HTTP_STATUS[code], [...byStatus.get(HTTP_STATUS[code]) ?? [], code])
  }
  return Object.fromEntries([...byStatus].map(([status, codes]) => [status, {
    description: codes.map((code) => `${PROBLEM_TITLES[code]} (\`${code}\`)`).join('; '),
    content: { 'application/problem+json': { schema: PROBLEM } },
  }]))
}

/** A list has no description of its own. */
function descriptionOf (reply: TSchema): string {
  const description = keyword(reply, 'description')
  return typeof description === 'string' ? description : 'a list'
}

/** Whether what it makes has a path of its own: below it, or where the same is shown. */
function makesRow (endpoint: Endpoint): boolean {
  if (endpoint.method !== 'POST' || endpoint.status !== 201) return false
  return [...ENDPOINTS.values()].some(({ method, path, reply }) =>
    path === `${endpoint.path}:id/` || (method === 'GET' && path.endsWith('/:id/') && reply === endpoint.reply))
}

function success (endpoint: Endpoint) {
  const headers = {
    ...(makesRow(endpoint)
      ? { Location: { description: 'The path of the new row', schema: { type: 'string' } } }
      : {}),
    ...(endpoint.versioned === true && endpoint.reply !== undefined
      ? { ETag: { description: 'The version of the row, for If-Match', schema: { type: 'string' } } }
      : {}),
    ...(endpoint.query?.properties.cursor === undefined
      ? {}
      : {
          Link: {
            description: 'The next page, as rel="next", where a limit was given and there is one',
            schema: { type: 'string' },
          },
        }),
  }
  return {
    description: endpoint.reply === undefined ? 'Done' : descriptionOf(endpoint.reply),
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    ...(endpoint.reply === undefined ? {} : { content: { 'application/json': { schema: endpoint.reply } } }),
  }
}

function parameters (endpoint: Endpoint) {
  const { query } = endpoint
  return [
    ...(hasId(endpoint)
      ? [{
          name: 'id', in: 'path', required: true, description: 'an id', schema: { type: 'string', pattern: '^[0-9]+$' },
        }]
      : []),
    ...Object.entries(query?.properties ?? {}).map(([name, schema]) => ({
      name,
      in: 'query',
      required: query?.required?.includes(name) ?? false,
      description: keyword(schema, 'description'),
      schema,
    })),
    ...(changesRow(endpoint)
      ? [{
          name: 'If-Match',
          in: 'header',
          required: false,
          description: 'the ETag of the row as it was read: where it is another now, nothing is done',
          schema: { type: 'string' },
        }]
      : []),
    ...(makesRecords(endpoint)
      ? [{
          name: 'Idempotency-Key',
          in: 'header',
          required: false,
          description: 'a key of the client\'s choice: a request that comes again with it within a day is done once',
          schema: { type: 'string', pattern: '^[!-~]{1,255}$' },
        }]
      : []),
  ]
}

function requestBody (endpoint: Endpoint) {
  const { upload, body: checked, documentedBody: body = checked } = endpoint
  if (upload === undefined && body === undefined) return {}
  const content = upload === undefined
    ? { 'application/json': { schema: body }, 'application/x-www-form-urlencoded': { schema: body } }
    : Object.fromEntries(upload.map((type) => [type, { schema: { type: 'string' } }]))
  return { requestBody: { required: true, content } }
}

function operation (name: string, endpoint: Endpoint) {
  return {
    operationId: name,
    tags: [endpoint.tag],
    summary: endpoint.summary,
    ...(endpoint.open === true ? { security: [] } : {}),
    parameters: parameters(endpoint),
    ...requestBody(endpoint),
    responses: { [endpoint.status]: success(endpoint), ...refusals(endpoint) },
  }
}

export function openApiDocument (): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const [name, endpoint] of ENDPOINTS) {
    const path = paths[endpoint.path.replace(':id', '{id}')] ??= {}
    path[endpoint.method.toLowerCase()] = operation(name, endpoint)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'fintrack',
      version: VERSION,
      summary: 'Personal finance for people who live in a shell',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }],
    paths,
    components: {
      securitySchemes: {
        bearer: {
          type: 'http', scheme: 'bearer',
          description: 'an access token, as a login gives it, or a personal access token',
        },
      },
      schemas: { Problem: ProblemSchema },
    },
  }
}
