/** What a server measures of itself, in Prometheus' text form, at /metrics: for those who are named, and no one else. */
import { Problem } from '@fintrack/contract/problem'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Databases } from '../db/databases.ts'
import { poolCounts } from '../db/postgres/pool-counts.ts'
import { passwordsWaiting } from '../features/users/password.ts'
import { VERSION } from '../version.ts'
import { addressOf, isAddress, namedBy } from './address.ts'

/** What a path of the contract has to say for itself, though it is no endpoint: its answer is not JSON. */
export const METRICS = { method: 'GET', path: '/metrics', open: true } as const

const MS_PER_SECOND = 1000

/** From a report in a millisecond to an import that takes its time. */
const BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

interface Needs {
  /** Addresses and CIDRs. */
  readonly from: readonly string[]
  /** Whether the database answers. */
  readonly isReady: () => Promise<boolean>
  readonly databases: Databases
}

/** What proxies add to a request that they hand on. */
const HANDED_ON = /^(?:via|forwarded|x-real-ip|x-forwarded-.*)$/

/** A request that was handed on stands for somebody whom only a proxy that is believed can name, and by an address. */
function isOfSomebodyUnknown ({ headers, ips = [] }: FastifyRequest): boolean {
  const isHandedOn = Object.keys(headers).some((name) => HANDED_ON.test(name))
  return isHandedOn && (ips.length < 2 || !ips.every(isAddress))
}

/** The path as it is documented, so that ids make no series of their own; one for all that is not served. */
function routeOf ({ routeOptions: { url } }: FastifyRequest): string {
  return url?.replace(/\(.*\)/, '') ?? 'none'
}

/** @returns what brings them up to date: the connections that write, and those that only read */
function connectionGauges (registers: Registry[], databases: Databases): () => void {
  const connections = new Gauge({
    name: 'fintrack_database_connections', help: 'Open connections to the database, those in use and those that are free', labelNames: ['pool', 'state'] as const, registers,
  })
  const waiting = new Gauge({ name: 'fintrack_database_waiting', help: 'Requests that wait for a connection to the database', labelNames: ['pool'] as const, registers })
  return () => {
    for (const pool of ['writer', 'reader'] as const) {
      const counts = poolCounts(databases[pool])
      connections.set({ pool, state: 'used' }, counts.used)
      connections.set({ pool, state: 'free' }, counts.free)
      waiting.set({ pool }, counts.waiting)
    }
  }
}

export function measure (app: FastifyInstance, { from, isReady, databases }: Needs): void {
  const isNamed = namedBy(from)
  const register = new Registry()
  const registers = [register]
  const requests = new Histogram({
    name: 'fintrack_http_request_duration_seconds',
    help: 'Requests by what they asked for and how they were answered, from their first byte to the last of the answer',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: BUCKETS_SECONDS,
    registers,
  })
  const ready = new Gauge({ name: 'fintrack_ready', help: 'Whether the database answers (1) or not (0)', registers })
  const waiting = new Gauge({ name: 'fintrack_passwords_waiting', help: 'Logins whose passwords wait to be looked at', registers })
  new Gauge({ name: 'fintrack_build_info', help: 'The version, as a label', labelNames: ['version'] as const, registers }).set({ version: VERSION }, 1)
  const countConnections = connectionGauges(registers, databases)
  // They watch the process: a server that does not listen needs none.
  app.addHook('onListen', () => { collectDefaultMetrics({ register }) })

  app.addHook('onResponse', async (request, { statusCode, elapsedTime }) => {
    requests.observe({ method: request.method, route: routeOf(request), status: statusCode }, elapsedTime / MS_PER_SECOND)
  })
  app.get(METRICS.path, async (request, reply) => {
    if (isNamed === false || !isNamed(addressOf(request)) || isOfSomebodyUnknown(request)) {
      throw new Problem('forbidden', 'This is for the addresses in FINTRACK_METRICS_FROM only.')
    }
    ready.set(await isReady() ? 1 : 0)
    waiting.set(passwordsWaiting())
    countConnections()
    return reply.type(register.contentType).send(await register.metrics())
  })
}
