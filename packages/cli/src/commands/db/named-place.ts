/** Where a book is copied from or to, as an option names it. */
import { databaseUrlFault, holdsPassword } from '@fintrack/contract/database-url'
import type { Context } from '../../context.ts'
import { usage } from '../../fault.ts'

type Place = { readonly dataDir: string } | { readonly url: string, readonly named: string }

/** @throws Fault for an address that is none, or that holds a password, which other accounts of the machine could read */
function databaseOf (option: string, url: string): Place {
  const fault = databaseUrlFault(url)
  if (fault !== undefined) throw usage(`${option} ${fault}`)
  if (holdsPassword(url)) {
    throw usage(`${option} holds a password, and other accounts of this machine can see what a command is started with.`,
      `Leave it out: PGPASSWORD and ~/.pgpass are read. Or put the address into FINTRACK_DATABASE_URL, and say \`${option} database\`.`)
  }
  return { url, named: option }
}

/** @param text `folder` and `database` are those of the settings @throws Fault */
export function namedPlace ({ dataDir, settings: { FINTRACK_DATABASE_URL: url } }: Context, option: string, text: string): Place {
  if (text === 'folder') return { dataDir }
  if (text === 'database') {
    if (url === undefined) throw usage(`${option} says database, and FINTRACK_DATABASE_URL names none.`, `Set it, or name the database itself: ${option} postgres://user@host/book.`)
    return { url, named: 'FINTRACK_DATABASE_URL' }
  }
  if (text === '') throw usage(`${option} is empty.`, 'It takes folder, database, the path of a data folder, or postgres://user@host/book.')
  return /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? databaseOf(option, text) : { dataDir: text }
}
