/** Endpoints for operators and their tools. */
import { Type } from 'typebox'
import { endpoint } from './endpoint.ts'

const StatusSchema = Type.Object({ status: Type.Literal('ok') }, { description: 'all is well' })
const tag = 'system'

export const getHealth = endpoint({
  method: 'GET',
  path: '/healthz',
  tag,
  open: true,
  summary: 'Whether the process is alive',
  status: 200,
  reply: StatusSchema,
  problems: [],
})

export const getReadiness = endpoint({
  method: 'GET',
  path: '/readyz',
  tag,
  open: true,
  summary: 'Whether the server can answer requests: its database answers',
  status: 200,
  reply: StatusSchema,
  problems: ['unavailable'],
})

export const getOpenApi = endpoint({
  method: 'GET',
  path: '/openapi.json',
  tag,
  open: true,
  summary: 'This API as an OpenAPI 3.1 document',
  status: 200,
  reply: Type.Record(Type.String(), Type.Unknown(), { description: 'an OpenAPI document' }),
  problems: [],
})
