/**
 * Logs internal errors. A database that does not answer is logged once when it goes and once when it is back, not with
 * each request in between.
 */
import type { FastifyBaseLogger } from 'fastify'
import type { Databases } from '../db/databases.ts'
import { isOutage } from '../db/errors/storage-problem.ts'
import type { Report } from '../problem-answer.ts'

interface Needs {
  readonly log: Pick<FastifyBaseLogger, 'error' | 'info'>
  readonly databases: Databases
  /** The database, described for people. */
  readonly place: string
}

export function errorLog ({ log, databases, place }: Needs): Report {
  let isAway = false
  for (const handle of [databases.writer, databases.reader]) {
    handle.on('query-response', () => {
      if (isAway) log.info({ database: place }, 'the database answers again')
      isAway = false
    })
  }
  return (error, reqId) => {
    if (!isOutage(error)) {
      log.error({ reqId, err: error }, 'internal error')
      return
    }
    if (!isAway) log.error({ reqId, err: error, database: place }, 'the database does not answer')
    isAway = true
  }
}
