/** The book of this machine, in this process: the one home of the server's package beside `fintrack serve`. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Send } from '@fintrack/contract/call'
import { databaseInWords } from '@fintrack/contract/database-url'
import { UserError } from '@fintrack/contract/errors'
import type { LocalEvent, LocalUser } from '@fintrack/server/local'
import type { WordKind } from '@fintrack/server/words'
import type { Context } from '../context.ts'
import { lookFirst } from '../errors/interrupted-request.ts'
import { codeOf } from '../io/reason.ts'
import { visible, visibleLines } from '../render/safe-text.ts'

export type { LocalEvent, LocalUser, WordKind }

export interface Book {
  readonly send: Send
  close(): Promise<void>
}

/**
 * Loads a part of the server's package, which loads SQLite.
 * @throws UserError where SQLite's addon is missing, or was built for another machine
 */
export async function loadServer<Part> (load: () => Promise<Part>): Promise<Part> {
  try {
    return await load()
  } catch (error) {
    // A missing addon has no code: `bindings` says where it looked.
    if (codeOf(error) !== 'ERR_DLOPEN_FAILED' && !(error instanceof Error && 'tries' in error)) throw error
    const message = 'SQLite cannot be loaded: its addon is missing, or was built for another machine or Node.js.'
    throw new UserError('book', message, {
      hint: 'Run `npm rebuild sqlite3` where fintrack is installed, or install it again with install scripts allowed.',
      cause: error,
    })
  }
}

/** Says what bringing the book up to date did to its rows. */
function notesOn (io: Context['io']) {
  return (sentence: string): void => { io.err(`note: ${visible(sentence)}\n`) }
}

/**
 * @param currencyOf tells the currency of a book that is made now
 * @param load brings the server's half, with its database
 */
export async function openEmbeddedBook (
  { dataDir, settings, flags, io }: Context,
  currencyOf = async (): Promise<string> => settings.FINTRACK_CURRENCY,
  load = () => import('@fintrack/server/embedded')
): Promise<Book> {
  const { openBook } = await loadServer(load)
  return openBook({
    dataDir,
    settings,
    // A server would log it; here the user sees as much only with --debug.
    report (error) {
      if (flags.debug === true && error instanceof Error) io.err(`${visibleLines(error.stack ?? error.message)}\n`)
    },
    tell: notesOn(io),
    currencyOf,
  })
}

/** The words of this machine's book that a shell completes. @throws where it cannot be read just now */
export async function embeddedWords ({ dataDir, settings }: Context, kind: WordKind): Promise<string[]> {
  const server = await import('@fintrack/server/words')
  return server.embeddedWords({ dataDir, databaseUrl: settings.FINTRACK_DATABASE_URL }, kind)
}

/** Backup, restore, doctor and copy of the book of this machine. */
export async function loadMaintenance () {
  const { backupBook, copyBook, checkBook, restoreBook } = await loadServer(() => import('@fintrack/server/local'))
  return { backupBook, copyBook, checkBook, restoreBook }
}

/** What an operator does to the folder of this machine, as `@fintrack/server/local` says. */
interface LocalBook {
  setEmbeddedLogin(username: string, password: string): Promise<void>
  users(): Promise<LocalUser[]>
  setPassword(username: string, password: string): Promise<{ readonly sessions: number, readonly tokens: number }>
  removeUser(username: string): Promise<void>
  rotateKeys(endSessions: boolean): Promise<{ readonly kid: string, readonly olderKeys: number }>
  /** The latest first. */
  events(username?: string): Promise<LocalEvent[]>
}

export async function localBook (cx: Context): Promise<LocalBook> {
  const local = await loadServer(() => import('@fintrack/server/local'))
  const folder = { dataDir: cx.dataDir, settings: cx.settings, tell: notesOn(cx.io) }
  return {
    setEmbeddedLogin: (username: string, password: string) =>
      cx.storing('Run it again: the last password counts.', () =>
        local.setEmbeddedLogin({ ...folder, username, password })),
    users: () => local.listUsers(folder),
    setPassword: (username: string, password: string) =>
      cx.storing('Run it again: the last password counts.', () =>
        local.setUserPassword({ ...folder, username, password })),
    removeUser: (username: string) =>
      cx.storing(lookFirst('fintrack server user list'), () => local.removeUser({ ...folder, username })),
    rotateKeys: (endSessions: boolean) =>
      cx.storing('Run it again: one more new key does no harm.', () => local.rotateKeys({ ...folder, endSessions })),
    events: (username?: string) => local.listEvents({ ...folder, ...(username === undefined ? {} : { username }) }),
  }
}

/** The file of the book where no database is named. Its name is the server's too, which is not loaded for it. */
function databaseFileOf ({ dataDir }: Context): string {
  return join(dataDir, 'fintrack.db')
}

/** Where the book of this machine is; of a database neither its user nor its password. */
export function databaseOf (cx: Context): string {
  const { FINTRACK_DATABASE_URL: url } = cx.settings
  return url === undefined ? databaseFileOf(cx) : databaseInWords(url)
}

/** Whether there is a book on this machine. Looking creates none; a database that is named counts as one. */
export function hasEmbeddedBook (cx: Context): boolean {
  return cx.settings.FINTRACK_DATABASE_URL !== undefined || existsSync(databaseFileOf(cx))
}
