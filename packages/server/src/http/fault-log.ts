/** What went wrong here, in the log: a database that is away is told when it goes and when it is back, and not with each request between. */
import type { FastifyBaseLogger } from 'fastify'
import type { Databases } from '../db/databases.ts'
import { isOutage } from '../db/errors/storage-problem.ts'
import type { Report } from '../problem-answer.ts'

interface Needs {
  readonly log: Pick<FastifyBaseLogger, 'error' | 'info'>
  readonly databases: Databases
  /** The database in words. */
  readonly place: string
}

export function faultLog ({ log, databases, place }: Needs): Report {
  let isAway = false
  for (const handle of [databases.writer, databases.reader]) {
    handle.on('query-response', () => {
      if (isAway) log.info({ database: place }, 'the database answers again')
      isAway = false
    })
  }
  return (error, reqId) => {
    if (!isOutage(error)) {
      log.error({ reqId, err: error }, 'a fault of our own')
      return
    }
    if (!isAway) log.error({ reqId, err: error, database: place }, 'the database does not answer')
    isAway = true
  }
}
