/** The book of this machine, in this process: the one home of the server's package beside `fintrack serve`. */
import type { Context } from '../context.ts'
import { visibleLines } from '../render/safe-text.ts'
import type { Book } from './open-book.ts'

/** @param load brings the server's half, with its database */
export async function openEmbeddedBook (
  { dataDir, settings, flags, io }: Context, load = () => import('@fintrack/server/embedded')
): Promise<Book> {
  const { openBook } = await load()
  return openBook({
    dataDir,
    settings,
    // A server would log it; here the person is told as much only if he asks.
    report (error) {
      if (flags.debug === true && error instanceof Error) io.err(`${visibleLines(error.stack ?? error.message)}\n`)
    },
  })
}

/** What keeps the book of this machine: backups, and whether it is sound. */
export async function bookKeeping () {
  const { backupBook, examineBook, restoreBook } = await import('@fintrack/server/local')
  return { backupBook, examineBook, restoreBook }
}

/** Gives the user of the book a name and a password, so that he can log in once it is served. */
export async function setLocalLogin ({ dataDir, settings }: Context, username: string, password: string): Promise<void> {
  const { setEmbeddedLogin } = await import('@fintrack/server/local')
  await setEmbeddedLogin({ dataDir, settings, username, password })
}
