import { setTimeout as wait } from 'node:timers/promises'
import { Problem } from '@fintrack/contract/problem'
import { getHealth, getOpenApi, getReadiness } from '@fintrack/contract/system'
import { StorageError } from '../../db/errors/storage-error.ts'
import { handleFixed, handleOpen, type Route } from '../../dispatch.ts'
import { problemFrom, type Report } from '../../problem-answer.ts'
import { sharedWork } from '../shared-work.ts'
import type { UnitOfWork } from '../repositories.ts'
import { openApiDocument } from './openapi.ts'

const RETRY_SECONDS = 5
const PATIENCE_MS = 2000
const OK = { body: { status: 'ok' } } as const

/** Whoever asks for readiness does not wait for a database that hangs. @throws what the database met */
async function answersInTime (ping: Promise<void>): Promise<void> {
  const over = new AbortController()
  const late = wait(PATIENCE_MS, undefined, { signal: over.signal }).then(() => {
    throw new StorageError(`nothing came within ${PATIENCE_MS} ms`, { isOutage: true })
  })
  await Promise.race([ping, late]).finally(() => { over.abort() })
}

interface Needs {
  readonly uow: UnitOfWork
  readonly report: Report
  /** Turns true when the server begins to stop: a load balancer should send nothing more. */
  readonly isStopping: () => boolean
}

export function systemHandlers ({ uow, report, isStopping }: Needs): Route[] {
  const ping = sharedWork(() => uow.read.system.ping())
  return [
    handleOpen(getHealth, () => OK),
    handleOpen(getReadiness, async () => {
      if (isStopping()) {
        throw new Problem('unavailable', 'This server is stopping.', { retryAfterSeconds: RETRY_SECONDS })
      }
      try {
        await answersInTime(ping())
      } catch (error) {
        // Whatever it is: for the log.
        problemFrom(error, report)
        throw new Problem('unavailable', 'The database does not answer.', { retryAfterSeconds: RETRY_SECONDS })
      }
      return OK
    }),
    handleFixed(getOpenApi, () => ({ body: openApiDocument() })),
  ]
}
