import { Problem } from '@fintrack/contract/problem'
import type { Command } from 'commander'
import { tokenSource } from '../api/destination.ts'
import { databaseOf, hasEmbeddedBook } from '../api/embedded-transport.ts'
import type { Context } from '../context.ts'
import { asksForRows, newOutput } from '../output/output.ts'
import { visible } from '../render/safe-text.ts'
import { streamOf, type View } from '../render/view.ts'
import { readUser } from '../shapes/find-user.ts'
import { version } from '../version.ts'

interface Status {
  readonly id?: never
  readonly book: 'this machine' | 'server'
  readonly server: string | null
  readonly profile: string
  readonly username: string | null
  /** null where the server was not reached, or none is needed. */
  readonly logged_in: boolean | null
  /** Which token goes to the server: that of FINTRACK_TOKEN, which is stored nowhere, or the stored login's. */
  readonly token: 'FINTRACK_TOKEN' | 'credentials.json' | null
  readonly database: string
  readonly config: string
  readonly credentials: string
  readonly version: string
}

const KEYS = [
  'book', 'server', 'profile', 'username', 'logged_in', 'token', 'database', 'config', 'credentials', 'version',
] as const

const STATUS_VIEW: View<Status> = {
  noun: { one: 'status', many: 'status reports' },
  columns: KEYS.map((name) => ({
    name,
    value: (row: Status) => typeof row[name] === 'boolean' ? String(row[name]) : row[name],
    shrinks: true,
  })),
  keys: KEYS,
}

/** A line for each field that means something here. */
function documentOf (status: Status): string {
  const loggedIn = status.logged_in === null ? 'unknown' : status.logged_in ? 'yes' : 'no'
  const lines: ReadonlyArray<readonly [string, string | null]> = [
    ['Book', status.book === 'server' ? `on the server ${status.server}` : 'on this machine'],
    ['Logged in', status.server === null ? null : loggedIn],
    ['User', status.username],
    ['Token', status.token === null
      ? null
      : status.token === 'FINTRACK_TOKEN' ? 'from FINTRACK_TOKEN, not stored' : 'stored in credentials.json'],
    ['Profile', status.server === null ? null : status.profile],
    ['Database', status.server === null ? status.database : null],
    ['Config', status.config],
    ['Credentials', status.server === null ? null : status.credentials],
    ['Version', status.version],
  ]
  return lines.map(([name, value]) => value === null ? '' : `${name.padEnd(13)}${visible(value)}\n`).join('')
}

/** The user, or why the book does not say. A book that does not exist yet is not created for it. */
async function findUser (
  cx: Context, isServer: boolean
): Promise<{ readonly username: string | null, readonly fault?: unknown }> {
  if (!isServer && !hasEmbeddedBook(cx)) return { username: null }
  try {
    return (await readUser(cx)).row
  } catch (fault) {
    return { username: null, fault }
  }
}

function isLoggedIn (fault: unknown): boolean | null {
  if (fault === undefined) return true
  return fault instanceof Problem && fault.code === 'not_authenticated' ? false : null
}

const TOKENS = { environment: 'FINTRACK_TOKEN', stored: 'credentials.json' } as const

async function showStatus (cx: Context): Promise<void> {
  const output = newOutput(cx, STATUS_VIEW)
  const destination = cx.destination()
  const { store, globals: { profile } } = cx
  const stored = store.config().profiles.get(profile)
  const server = destination.kind === 'server' ? destination.address : null
  const { username, fault } = await findUser(cx, server !== null)
  const token = tokenSource(cx)
  const isStored = server !== null && server === stored?.server && token !== 'environment'
  const storedName = isStored ? stored.username ?? null : null
  const status: Status = {
    book: server === null ? 'this machine' : 'server',
    server,
    profile,
    username: username ?? storedName,
    logged_in: server === null ? null : isLoggedIn(fault),
    token: token === undefined ? null : TOKENS[token],
    database: databaseOf(cx),
    config: store.configPath,
    credentials: store.credentialsPath,
    version: version(),
  }
  if (asksForRows(cx)) await output.written(streamOf(status), true)
  else await cx.io.out(documentOf(status))
  // The exit code is the one that every other command would have.
  if (fault instanceof Error) throw fault
}

export function define (command: Command, cx: Context, run = showStatus): void {
  command
    .addHelpText('after', '\nExamples:\n  fintrack status\n')
    .action(() => run(cx))
}
