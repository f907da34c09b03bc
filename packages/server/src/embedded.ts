/** The embedded book: the same handlers in this process, over the user's own data folder. No server, no port, no login. */
import type { Request, Send } from '@fintrack/contract/call'
import { CSV, type Endpoint } from '@fintrack/contract/endpoint'
import { limited } from './byte-limit.ts'
import { systemClock, type Clock } from './clock.ts'
import { buildCore } from './core.ts'
import { connect } from './db/connect.ts'
import { openKeys } from './features/sessions/keys.ts'

export interface BookOptions {
  readonly dataDir: string
  /** The currency of the book's user when he is made. */
  readonly currency: string
  readonly importLimitMib: number
  /** Told of errors that are our own faults. */
  readonly report: (error: unknown) => void
  readonly clock?: Clock
}

export interface Book { readonly send: Send, readonly close: () => Promise<void> }

// Tokens of an embedded book are good at a server on the same folder, so their lives are the server's defaults.
const SESSIONS = { accessTokenSeconds: 300, sessionDays: 90, refreshGraceSeconds: 30, refreshRotation: true } as const

function withLimit (endpoint: Endpoint, request: Request, limitMib: number): Request {
  return endpoint.body === CSV && request.body !== undefined && Symbol.asyncIterator in request.body
    ? { ...request, body: limited(request.body, limitMib * 1024 * 1024) }
    : request
}

/** @throws BookFault where the folder or the file cannot be used */
export async function openBook ({ dataDir, currency, importLimitMib, report, clock = systemClock }: BookOptions): Promise<Book> {
  const databases = await connect(dataDir, 0)
  const core = buildCore({
    databases,
    clock,
    keys: () => openKeys(dataDir),
    settings: { ...SESSIONS, currency, registration: 'open' },
    report,
    isStopping: () => false,
  })
  const userId = await core.users.embedded()
  return {
    send: (endpoint, request) => core.dispatch(endpoint, withLimit(endpoint, request, importLimitMib), { userId }),
    close: () => databases.close(),
  }
}
