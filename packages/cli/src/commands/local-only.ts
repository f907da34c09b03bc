/** Commands that always mean the folder of this machine, also while somebody is logged in elsewhere. */
import { serverOf } from '../api/server-of.ts'
import type { Context } from '../context.ts'
import { usage } from '../fault.ts'
import { visible } from '../render/safe-text.ts'

/** @throws Fault where another server is named by a flag: it would be ignored */
export function localOnly ({ flags }: Context, command: string): void {
  if (flags.server !== undefined) throw usage(`\`fintrack ${command}\` works on the book of this machine only, so --server has no place there.`)
}

/** Tells whoever is logged in to a server that it is another book which is kept, examined or put aside here. */
export function noteOtherBook (cx: Context): void {
  const server = serverOf(cx)
  if (server === undefined || cx.flags.server !== undefined || cx.globals.quiet) return
  cx.io.err(`note: ${visible(`this is the book of this machine; you are logged in to ${server}, whose book is kept there.`)}\n`)
}
