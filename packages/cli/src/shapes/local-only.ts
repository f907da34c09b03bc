/** Commands that always mean the folder of this machine, also while somebody is logged in elsewhere. */
import { serverOf } from '../api/destination.ts'
import type { Context } from '../context.ts'
import { usage } from '../errors/user-error.ts'
import { visible } from '../render/safe-text.ts'

/** @throws UserError where another server is named by a flag: it would be ignored */
export function localOnly ({ flags }: Context, command: string): void {
  if (flags.server !== undefined) throw usage(`\`fintrack ${command}\` works on the book of this machine only, so --server has no place there.`)
}

/** Tells whoever is logged in to a server that it is another book which is kept, examined or put aside here. */
export function noteOtherBook (cx: Context): void {
  const server = serverOf(cx)
  if (server === undefined || cx.flags.server !== undefined || cx.globals.quiet) return
  cx.io.err(`note: ${visible(`this is the book of this machine; you are logged in to ${server}, whose book is kept there.`)}\n`)
}

/** @throws UserError where the book is in PostgreSQL @param instead what does it there, as a sentence */
export function folderOnly ({ settings }: Context, command: string, instead: string): void {
  if (settings.FINTRACK_DATABASE_URL === undefined) return
  throw usage(`\`fintrack ${command}\` is for a book in a data folder, and FINTRACK_DATABASE_URL puts the book into PostgreSQL.`, instead)
}
