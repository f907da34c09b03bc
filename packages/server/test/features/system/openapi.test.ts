import t from 'tap'
import { makesRecords, type Endpoint } from '@fintrack/contract/endpoint'
import { ENDPOINTS } from '@fintrack/contract/endpoints'
import { openApiDocument } from '../../../src/features/system/openapi.ts'
import { HTTP_STATUS } from '../../../src/http-status.ts'
import { VERSION } from '../../../src/version.ts'
import { httpApi } from '../../helpers/api.ts'

type Json = null | boolean | number | string | Json[] | { [name: string]: Json }
type JsonObject = Record<string, Json>

interface Operation extends JsonObject {
  operationId: string
  tags: string[]
  summary: string
  parameters: Array<JsonObject & { name: string, in: string, required: boolean, schema: JsonObject }>
  responses: Record<string, JsonObject & { description: string }>
}

const document = JSON.parse(JSON.stringify(openApiDocument()))
const operations: Array<[path: string, method: string, operation: Operation]> = Object.entries(
  document.paths as Record<string, Record<string, Operation>>
)
  .flatMap(
    ([path, item]) => Object.entries(item).map(
      ([method, operation]): [string, string, Operation] => [path, method, operation]
    )
  )

function operationOf (endpoint: Endpoint): Operation {
  return document.paths[endpoint.path.replace(':id', '{id}')][endpoint.method.toLowerCase()]
}

/** The operations of some endpoints, as the document names them. */
function named (isMeant: (endpoint: Endpoint) => boolean): string[] {
  return [...ENDPOINTS.values()].filter(isMeant).map(
    ({ method, path }) => `${method.toLowerCase()} ${path.replace(':id', '{id}')}`
  )
}

/** The objects of OpenAPI 3.1 that the document uses, each with what it may hold (the specification, 4.8). */
const FIELDS: Record<string, readonly string[]> = {
  document: ['openapi', 'info', 'servers', 'security', 'paths', 'components'],
  info: ['title', 'version', 'summary', 'license'],
  license: ['name', 'identifier'],
  operation: ['operationId', 'tags', 'summary', 'security', 'parameters', 'requestBody', 'responses'],
  parameter: ['name', 'in', 'required', 'description', 'schema'],
  requestBody: ['required', 'content'],
  response: ['description', 'headers', 'content'],
  header: ['description', 'schema'],
  mediaType: ['schema'],
}

/** The keywords of JSON Schema 2020-12 that the schemas use, each with the type of its value. */
const KEYWORDS: Record<string, (value: Json) => boolean> = {
  $ref: (value) => value === '#/components/schemas/Problem' && document.components.schemas.Problem !== undefined,
  type: (value) => ['object', 'array', 'string', 'integer', 'number', 'boolean', 'null'].includes(value as string),
  format: (value) => typeof value === 'string',
  pattern: (value) => new RegExp(value as string, 'u').source !== '',
  minLength: Number.isInteger,
  maxLength: Number.isInteger,
  minimum: Number.isInteger,
  maximum: Number.isInteger,
  minItems: Number.isInteger,
  maxItems: Number.isInteger,
  uniqueItems: (value) => value === true,
  enum: (value) => Array.isArray(value) && value.length > 0 && new Set(value).size === value.length,
  const: () => true,
  description: (value) => typeof value === 'string' && value !== '',
  writeOnly: (value) => value === true,
  required: (value) => Array.isArray(value) && value.every((name) => typeof name === 'string'),
  anyOf: (value) => Array.isArray(value) && value.length > 0 && value.every(isSchema),
  items: isSchema,
  properties: (value) => Object.values(value as JsonObject).every(isSchema),
  patternProperties: (value) => Object.entries(value as JsonObject).every(
    ([name, schema]) => new RegExp(name, 'u').test('') && isSchema(schema)
  ),
}

function isSchema (value: Json | undefined): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) &&
    Object.entries(value).every(([keyword, held]) => KEYWORDS[keyword]?.(held) === true) &&
    (value.required === undefined || (value.required as string[]).every(
      (name) => name in (value.properties as JsonObject)
    ))
}

function holdsOnly (kind: string, value: Json | undefined): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).every((name) => FIELDS[kind]?.includes(name))
}

t.test('the document is OpenAPI 3.1', async (t) => {
  t.ok(holdsOnly('document', document))
  t.equal(document.openapi, '3.1.0')
  t.ok(holdsOnly('info', document.info))
  t.ok(holdsOnly('license', document.info.license))
  t.strictSame(document.info, {
    title: 'fintrack', version: VERSION, summary: 'Personal finance for people who live in a shell',
    license: { name: 'MIT', identifier: 'MIT' },
  })
  t.strictSame(document.servers, [{ url: '/' }])
  t.strictSame(document.security, [{ bearer: [] }])
  t.strictSame(document.components.securitySchemes, {
    bearer: {
      type: 'http', scheme: 'bearer', description: 'an access token, as a login gives it, or a personal access token',
    },
  })
  t.ok(isSchema(document.components.schemas.Problem))
  t.equal(
    new Set(operations.map(([, , { operationId }]) => operationId)).size, operations.length,
    'every operation has an id of its own'
  )
  for (const [path, method, operation] of operations) {
    const about = `${method} ${path}`
    t.match(method, /^(get|post|put|patch|delete)$/, about)
    t.ok(holdsOnly('operation', operation), about)
    t.strictSame(operation.parameters.filter((one) => one.in === 'path').map(({ name, required }) => [name, required]),
      [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name, true]),
      `${about}: each part of the path is a parameter`)
    for (const parameter of operation.parameters) {
      t.ok(
        holdsOnly('parameter', parameter) && [
          'path', 'query', 'header',
        ].includes(parameter.in) && isSchema(parameter.schema),
        `${about} ${parameter.name}`
      )
    }
    for (const [status, response] of Object.entries(operation.responses)) {
      t.match(status, /^[1-5][0-9][0-9]$/)
      t.ok(holdsOnly('response', response) && response.description !== '', `${about} ${status}`)
      for (const header of Object.values(response.headers ?? {})) {
        t.ok(
          holdsOnly('header', header) && isSchema(header.schema)
        )
      }
      for (const media of Object.values(response.content ?? {})) {
        t.ok(
          holdsOnly('mediaType', media) && isSchema(media.schema)
        )
      }
    }
    const body = operation.requestBody as JsonObject | undefined
    if (body === undefined) continue
    t.ok(holdsOnly('requestBody', body))
    for (const media of Object.values(
      body.content as JsonObject
    )) t.ok(holdsOnly('mediaType', media) && isSchema((media as JsonObject).schema), `${about}: body`)
  }
})

t.test('the OpenAPI document has every endpoint and nothing else', async (t) => {
  t.equal(operations.length, ENDPOINTS.size)
  for (const [name, endpoint] of ENDPOINTS) {
    const operation = operationOf(endpoint)
    t.strictSame([operation.operationId, operation.tags, operation.summary], [name, [endpoint.tag], endpoint.summary])
    t.strictSame(
      operation.security, endpoint.open === true ? [] : undefined,
      `${name} is ${endpoint.open === true ? 'open' : 'closed'}`
    )
    t.strictSame(
      operation.parameters.filter((one) => one.in === 'query').map((one) => one.name),
      Object.keys(endpoint.query?.properties ?? {})
    )
    t.strictSame(
      operation.parameters.filter((one) => one.in === 'query' && one.required).map((one) => one.name),
      endpoint.query?.required ?? []
    )
    const types = Object.keys((operation.requestBody as { content: JsonObject } | undefined)?.content ?? {})
    t.strictSame(
      types,
      endpoint.upload ?? (endpoint.body === undefined ? [] : ['application/json', 'application/x-www-form-urlencoded'])
    )
  }
})

t.test('the OpenAPI document has all statuses of every endpoint', async (t) => {
  for (const [name, endpoint] of ENDPOINTS) {
    const statuses = new Set<number>([endpoint.status, 400, 500, ...endpoint.problems.map((code) => HTTP_STATUS[code])])
    if (endpoint.open !== true) statuses.add(401)
    if (endpoint.open !== true || endpoint.body !== undefined) statuses.add(429)
    statuses.add(421)
    if (endpoint.method !== 'GET') statuses.add(403)
    if (endpoint.body !== undefined ||
      endpoint.upload !== undefined) for (const status of [413, 415]) statuses.add(status)
    statuses.add(503)
    if (endpoint.method !== 'GET') statuses.add(507)
    const parameters = operationOf(endpoint).parameters.map((one) => one.name)
    if (parameters.includes('If-Match')) statuses.add(412)
    if (parameters.includes('Idempotency-Key')) for (const status of [409, 422]) statuses.add(status)
    t.strictSame(Object.keys(operationOf(endpoint).responses).map(Number).sort(), [...statuses].sort(), name)
  }
  t.strictSame(document.paths['/api/categories/{id}/'].delete.responses['400'].description,
    'The request has faults (`validation_failed`); No such category (`unknown_category`); The request cannot be ' +
      'read (`malformed_request`)')
  t.strictSame(document.paths['/api/token/'].post.responses['401'], {
    description: 'Username or password is wrong (`invalid_credentials`)',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  })
})

t.test('the OpenAPI document describes headers where the server sends them', async (t) => {
  const sends = (header: string) => operations
    .filter(
      ([, , { responses }]) => Object.values(responses).some(
        ({ headers }) => JSON.stringify(headers ?? {}).includes(`"${header}":`)
      )
    )
    .map(([path, method]) => `${method} ${path}`)
  t.strictSame(sends('Location'), [
    'post /api/tokens/', 'post /api/accounts/', 'post /api/categories/', 'post /api/transactions/',
    'post /api/budgets/',
    'post /api/changes/{id}/undo/',
  ])
  t.strictSame(sends('Link'), named(({ query }) => query !== undefined && 'cursor' in query.properties))
  t.strictSame(sends('ETag'), named(({ versioned, reply }) => versioned === true && reply !== undefined))
})

t.test('the OpenAPI document describes the rows of a bulk write like those of a single write', async (t) => {
  const schemaOf = (path: string) => document.paths[path].post.requestBody.content['application/json'].schema
  t.strictSame(schemaOf('/api/transactions/bulk/').properties.transactions.items, schemaOf('/api/transactions/'))
})

t.test('the OpenAPI document describes request headers where the server reads them', async (t) => {
  const takes = (header: string) => operations.filter(
    ([, , { parameters }]) => parameters.some((one) => one.in === 'header' && one.name === header)
  )
    .map(([path, method]) => `${method} ${path}`)
  t.strictSame(takes('Idempotency-Key'), named(makesRecords))
  t.strictSame(
    takes('If-Match'),
    named(({ versioned, method }) => versioned === true && ['PUT', 'PATCH', 'DELETE'].includes(method))
  )
})

t.test('the server serves the OpenAPI document unchanged at /openapi.json', async (t) => {
  const { server } = await httpApi(t)
  t.strictSame((await server.inject({ url: '/openapi.json' })).json(), document)
})
