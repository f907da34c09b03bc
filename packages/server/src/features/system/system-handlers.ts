import { setTimeout as wait } from 'node:timers/promises'
import { Problem } from '@fintrack/contract/problem'
import { getHealth, getOpenApi, getReadiness } from '@fintrack/contract/system'
import type { UnitOfWork } from '../../db/unit-of-work.ts'
import { handleOpen, type Route } from '../../dispatch.ts'
import { openApiDocument } from './openapi.ts'

const RETRY_SECONDS = 5
const PATIENCE_MS = 2000
const OK = { body: { status: 'ok' } } as const

/** Whoever asks for readiness does not wait for a database that hangs. */
async function answersInTime (ping: Promise<void>): Promise<boolean> {
  const over = new AbortController()
  const late = wait(PATIENCE_MS, false, { signal: over.signal }).catch(() => false)
  const answered = ping.then(() => true, () => false)
  return Promise.race([answered, late]).finally(() => { over.abort() })
}

/** @param isStopping turns true when the server begins to stop: a load balancer should send nothing more */
export function systemHandlers ({ uow, isStopping }: { uow: UnitOfWork, isStopping: () => boolean }): Route[] {
  return [
    handleOpen(getHealth, () => OK),
    handleOpen(getReadiness, async () => {
      if (isStopping()) throw new Problem('unavailable', 'This server is stopping.', { retryAfterSeconds: RETRY_SECONDS })
      if (!await answersInTime(uow.read.system.ping())) {
        throw new Problem('unavailable', 'The database does not answer.', { retryAfterSeconds: RETRY_SECONDS })
      }
      return OK
    }),
    handleOpen(getOpenApi, () => ({ body: openApiDocument() })),
  ]
}
