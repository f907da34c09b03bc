/**
 * The embedded book: the same handlers in this process, over the user's own data folder. No server, no port, no login.
 */
import type { Request, Send } from '@fintrack/contract/call'
import { isByteStream, type Endpoint } from '@fintrack/contract/endpoint'
import type { SettingValues } from '@fintrack/contract/settings'
import { bookConfig } from './config/book-config.ts'
import { limited } from './upload-limit.ts'
import { systemClock, type Clock } from './clock.ts'
import { buildCore } from './core.ts'
import { connect } from './db/connect.ts'
import { describeRename } from './db/renamed.ts'
import { toProblem } from './db/errors/storage-problem.ts'
import { signerWithoutServer } from './features/sessions/access-token.ts'
import { openKeysOf } from './features/signing-keys/open-keys.ts'

export interface BookOptions {
  readonly dataDir: string
  readonly settings: SettingValues
  /** Told of errors that are our own faults. */
  readonly report: (error: unknown) => void
  readonly clock?: Clock
  /** Tells the currency of a book that is made now, an ISO 4217 code. */
  readonly currencyOf?: () => Promise<string>
  /** Told of what bringing the book up to date did to its rows. */
  readonly tell?: (sentence: string) => void
}

export interface Book { readonly send: Send, readonly close: () => Promise<void> }

function withLimit (endpoint: Endpoint, request: Request, limitBytes: number): Request {
  const { body } = request
  return endpoint.upload !== undefined && isByteStream(body) ? { ...request, body: limited(body, limitBytes) } : request
}

/**
 * @throws UserError where the folder or the file cannot be used; Problem unavailable, storage_full where the database
 * goes away or refuses just then
 */
export async function openBook (
  { dataDir, settings, report, clock = systemClock, tell, currencyOf }: BookOptions
): Promise<Book> {
  const config = bookConfig(settings)
  const place = { dataDir, ...config }
  const databases = await connect(place)
  for (const one of databases.renamed) tell?.(describeRename(one))
  const core = buildCore({
    databases,
    clock,
    keys: () => openKeysOf({ place, databases, clock }),
    signAccessToken: signerWithoutServer(clock, config.accessTokenSeconds),
    settings: config,
    report,
    isStopping: () => false,
  })
  const userId = await core.users.embedded(currencyOf).catch(async (error: unknown) => {
    await databases.close()
    throw toProblem(error)
  })
  return {
    send: (endpoint, request) => core.dispatch(
      endpoint, withLimit(endpoint, request, config.importLimitBytes), { actor: { userId } }
    ),
    close: () => databases.close(),
  }
}
