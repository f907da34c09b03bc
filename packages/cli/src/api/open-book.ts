/** The way to the book of this run: straight into the handlers, or to a server. */
import type { Send } from '@fintrack/contract/call'
import { makesRecords } from '@fintrack/contract/endpoint'
import type { SettingValues } from '@fintrack/contract/settings'
import type { Api, Context } from '../context.ts'
import { withSpokenFields } from '../errors/spoken-fields.ts'
import type { ServerDestination } from '../options/server-address.ts'
import { tokenSource } from './destination.ts'
import type { Book } from './embedded-transport.ts'
import type { Transport } from './http-transport.ts'
import type { Session } from './session.ts'

export async function openBook (cx: Context): Promise<Book> {
  const destination = cx.destination()
  if (destination.kind === 'embedded') {
    const { openEmbeddedBook } = await import('./embedded-transport.ts')
    const { firstSteps } = await import('./first-steps.ts')
    const steps = firstSteps(cx)
    const book = await openEmbeddedBook(cx, () => steps.currencyOf())
    await steps.addAccount(clientOf(book.send))
    return book
  }
  const { withSession } = await import('./session.ts')
  const transport = await transportTo(destination, cx.settings)
  const send = withSession(transport, await sessionOf(cx, destination, transport))
  return {
    // A key for each record that is to be made: a server makes no second one of a request that comes twice.
    send: (endpoint, request) => send(endpoint, makesRecords(endpoint)
      ? { idempotencyKey: crypto.randomUUID(), ...request }
      : request),
    close: async () => {},
  }
}

/** A way to a server that tries again, and gives up in the time that is set. */
export async function transportTo (
  server: ServerDestination, { FINTRACK_TIMEOUT_SECONDS: seconds }: SettingValues
): Promise<Transport> {
  const { limitsOf, newHttpTransport } = await import('./http-transport.ts')
  const { withRetry } = await import('./retry.ts')
  return withRetry(newHttpTransport(server, limitsOf(seconds)), seconds * 1000)
}

/** The token of the environment, else the profile's stored login. */
export async function sessionOf (cx: Context, { address }: ServerDestination, transport: Transport): Promise<Session> {
  const { givenSession, storedSession } = await import('./session.ts')
  return tokenSource(cx) === 'environment'
    ? givenSession(cx.settings.FINTRACK_TOKEN)
    : storedSession(cx.store, cx.globals.profile, address, transport)
}

export function clientOf (send: Send): Api {
  return {
    async call (endpoint, input) {
      const { call } = await import('@fintrack/contract/call')
      try {
        return await call(endpoint, input, send)
      } catch (error) {
        throw withSpokenFields(error)
      }
    },
  }
}
