/** The server's measurements in Prometheus' text format, at /metrics, for the addresses that a setting names. */
import { Problem } from '@fintrack/contract/problem'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Databases } from '../db/databases.ts'
import { poolCounts } from '../db/postgres/pool-counts.ts'
import { sharedWork } from '../features/shared-work.ts'
import { passwordsWaiting } from '../features/users/password.ts'

import { VERSION } from '../version.ts'
import { addressOf, isAddress, namedBy } from './address.ts'

/** Described like an endpoint of the contract, though it is not one: its answer is not JSON. */
export const METRICS = { method: 'GET', path: '/metrics', open: true } as const

const MS_PER_SECOND = 1000

/** From a report that takes a millisecond to a long import. */
const BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

interface Needs {
  /** Addresses and CIDRs. */
  readonly from: readonly string[]
  /** Whether the database answers. */
  readonly isReady: () => Promise<boolean>
  readonly databases: Databases
}

/** The headers that proxies add to a request that they forward. */
const FORWARDED = /^(?:via|forwarded|x-real-ip|x-forwarded-.*)$/

/** Whether a proxy forwarded a request without a trusted proxy's word for the address that it comes from. */
function isFromUnknownAddress ({ headers, ips = [] }: FastifyRequest): boolean {
  const isForwarded = Object.keys(headers).some((name) => FORWARDED.test(name))
  return isForwarded && (ips.length < 2 || !ips.every(isAddress))
}

/** The path as the documents name it, so that an id makes no series of its own; one name for all other paths. */
function routeOf ({ routeOptions: { url } }: FastifyRequest): string {
  return url?.replace(/\(.*\)/, '') ?? 'none'
}

/** The connections that write and those that only read. Returns the function that brings the gauges up to date. */
function connectionGauges (registers: Registry[], databases: Databases): () => void {
  const connections = new Gauge({
    name: 'fintrack_database_connections',
    help: 'Open connections to the database, by whether they are in use or free',
    labelNames: ['pool', 'state'] as const,
    registers,
  })
  const waiting = new Gauge({
    name: 'fintrack_database_waiting',
    help: 'Requests that wait for a connection to the database',
    labelNames: ['pool'] as const,
    registers,
  })
  return () => {
    for (const pool of ['writer', 'reader', 'scanner'] as const) {
      const counts = poolCounts(databases[pool])
      connections.set({ pool, state: 'used' }, counts.used)
      connections.set({ pool, state: 'free' }, counts.free)
      waiting.set({ pool }, counts.waiting)
    }
  }
}

function countFailures (registers: Registry[], databases: Databases): void {
  const failures = new Counter({
    name: 'fintrack_database_connection_failures_total',
    help: 'Connections to the database that could not be made, by the reason that the log explains',
    labelNames: ['reason'] as const,
    registers,
  })
  databases.watchConnections({ made: () => {}, failed: ({ reason }) => { failures.inc({ reason }) } })
}

export function measure (app: FastifyInstance, { from, isReady, databases }: Needs): void {
  const isNamed = namedBy(from)
  const register = new Registry()
  const registers = [register]
  const requests = new Histogram({
    name: 'fintrack_http_request_duration_seconds',
    help: 'Seconds from the first byte of a request to the last byte of its answer, by method, route and status',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: BUCKETS_SECONDS,
    registers,
  })
  const ready = new Gauge({ name: 'fintrack_ready', help: 'Whether the database answers (1) or not (0)', registers })
  const waiting = new Gauge({
    name: 'fintrack_passwords_waiting', help: 'Logins whose passwords wait to be checked', registers,
  })
  const build = new Gauge({
    name: 'fintrack_build_info', help: 'The version, as a label', labelNames: ['version'] as const, registers,
  })
  build.set({ version: VERSION }, 1)
  countFailures(registers, databases)
  const countConnections = connectionGauges(registers, databases)
  // The default metrics watch the process; a server that does not listen needs none.
  app.addHook('onListen', () => { collectDefaultMetrics({ register }) })

  app.addHook('onResponse', async (request, { statusCode, elapsedTime }) => {
    const labels = { method: request.method, route: routeOf(request), status: statusCode }
    requests.observe(labels, elapsedTime / MS_PER_SECOND)
  })
  const measured = sharedWork(async () => {
    ready.set(await isReady() ? 1 : 0)
    waiting.set(passwordsWaiting())
    countConnections()
    return register.metrics()
  })
  app.get(METRICS.path, async (request, reply) => {
    if (isNamed === false || !isNamed(addressOf(request)) || isFromUnknownAddress(request)) {
      throw new Problem('forbidden', 'This is for the addresses in FINTRACK_METRICS_FROM only.')
    }
    return reply.type(register.contentType).send(await measured())
  })
}
