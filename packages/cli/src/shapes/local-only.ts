/** Commands that always mean the folder of this machine, also while somebody is logged in elsewhere. */
import { serverOf } from '../api/destination.ts'
import { databaseOf } from '../api/embedded-transport.ts'
import type { Context } from '../context.ts'
import { usage } from '../errors/usage.ts'
import { say } from '../output/output.ts'
import { visible } from '../render/safe-text.ts'

/** @throws UserError where another server is named by a flag: it would be ignored */
export function localOnly ({ flags }: Context, command: string): void {
  if (flags.server !== undefined) {
    throw usage(`\`fintrack ${command}\` works only on the book of this machine and takes no --server.`)
  }
}

/** Tells a user who is logged in to a server that this command works on another book. */
export function noteOtherBook (cx: Context): void {
  const server = serverOf(cx)
  if (server === undefined || cx.flags.server !== undefined || cx.globals.quiet) return
  cx.io.err(
    `note: ${visible(`this is the book of this machine, not the one on ${server} that you are logged in to.`)}\n`
  )
}

/** The book that an operator's command is about, as part of a sentence: they may have several on a machine. */
export function operatedBook (cx: Context): string {
  return `the book in ${databaseOf(cx)}`
}

/** Says above a list which book it is of, where a person reads it. */
export function announceBook (cx: Context): void {
  if (cx.io.stdoutIsTerminal) say(cx, `${operatedBook(cx).replace(/^t/, 'T')}:`)
}

/** @throws UserError where the book is in PostgreSQL @param instead what does it there, as a sentence */
export function folderOnly ({ settings }: Context, command: string, instead: string): void {
  if (settings.FINTRACK_DATABASE_URL === undefined) return
  throw usage(
    `\`fintrack ${command}\` works on a book in a data folder, and yours is in PostgreSQL (FINTRACK_DATABASE_URL).`,
    instead
  )
}
