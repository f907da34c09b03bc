/** Commands that always mean the folder of this machine, also while somebody is logged in elsewhere. */
import type { Context } from '../context.ts'
import { usage } from '../fault.ts'

/** @throws Fault where another server is named by a flag: it would be ignored */
export function localOnly ({ flags }: Context, command: string): void {
  if (flags.server !== undefined) throw usage(`\`fintrack ${command}\` works on the book of this machine only, so --server has no place there.`)
}
