/**
 * Logs internal errors. A database that does not answer is logged once when it goes and once when it is back, not with
 * each request in between. Where connections to it cannot be made, the log says why, as the start of a server does.
 */
import type { FastifyBaseLogger } from 'fastify'
import type { Clock } from '../clock.ts'
import type { Databases } from '../db/databases.ts'
import { isOutage } from '../db/errors/storage-problem.ts'
import type { Report } from '../problem-answer.ts'

interface Needs {
  readonly log: Pick<FastifyBaseLogger, 'error' | 'warn' | 'info'>
  readonly databases: Databases
  /** The database, described for people. */
  readonly place: string
  readonly clock: Clock
}

/** How often one reason is given why connections fail, and how long a failure counts. */
const REPEAT_SECONDS = 60

export function errorLog ({ log, databases, place, clock }: Needs): Report {
  /** Whether the log says last that the database is away. */
  let isSaid = false
  let failedAt = -Infinity
  const warnedAt = new Map<string, number>()
  const isRecent = (seconds: number) => clock.seconds() - seconds < REPEAT_SECONDS

  const back = () => {
    failedAt = -Infinity
    if (isSaid) log.info({ database: place }, 'the database answers again')
    isSaid = false
  }
  databases.watchConnections({
    made: back,
    failed: ({ reason, sentence, hint }) => {
      failedAt = clock.seconds()
      if (isRecent(warnedAt.get(reason) ?? -Infinity)) return
      warnedAt.set(reason, clock.seconds())
      isSaid = true
      log.warn({ database: place, reason, hint }, sentence)
    },
  })
  for (const handle of new Set([databases.writer, databases.reader, databases.scanner])) {
    // While connections fail, others may work that were made before.
    handle.on('query-response', () => { if (!isRecent(failedAt)) back() })
  }
  return (error, reqId) => {
    if (!isOutage(error)) {
      log.error({ reqId, err: error }, 'internal error')
      return
    }
    if (isSaid || isRecent(failedAt)) return
    log.error({ reqId, err: error, database: place }, 'the database does not answer')
    isSaid = true
  }
}
