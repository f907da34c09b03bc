/** Where a book is copied from or to, as an option names it. */
import { existsSync } from 'node:fs'
import { databaseUrlFault, holdsPassword } from '@fintrack/contract/database-url'
import type { SettingValues } from '@fintrack/contract/settings'
import { nearest, quote } from '@fintrack/contract/text'
import { usage } from '../errors/usage.ts'

type Place = { readonly dataDir: string, readonly named?: string } | { readonly url: string, readonly named: string }

/**
 * @throws UserError for an address that is none, or that holds a password, which other accounts of the machine could
 * read
 */
function databaseOf (option: string, url: string): Place {
  const fault = databaseUrlFault(url)
  if (fault !== undefined) throw usage(`${option} ${fault}`)
  if (holdsPassword(url)) {
    throw usage(
      `${option} contains a password, which other accounts of this machine can see among the running commands.`,
      'Leave it out: PGPASSWORD and ~/.pgpass are read. ' +
      `Or put the address into FINTRACK_DATABASE_URL, and say \`${option} database\`.`
    )
  }
  return { url, named: option }
}

/** @throws UserError for a bare word that is no folder yet: it is more likely mistyped than meant as a name */
function folderOf (option: string, path: string): Place {
  if (/[/\\]|^[.~]/.test(path) || existsSync(path)) return { dataDir: path, named: option }
  const meant = nearest(path, ['folder', 'database'])
  throw usage(`${option} names ${quote(path)}, which is neither folder, database nor a folder that is there.`,
    `${meant === undefined ? 'A' : `Did you mean ${meant}? A`} new folder is written with a slash: ./${path}`)
}

interface Here {
  readonly dataDir: string
  readonly settings: Pick<SettingValues, 'FINTRACK_DATABASE_URL'>
}

/** @param text `folder` and `database` are those of the settings @throws UserError */
export function namedPlace (
  { dataDir, settings: { FINTRACK_DATABASE_URL: url } }: Here, option: string, text: string
): Place {
  if (text === 'folder') return { dataDir }
  if (text === 'database') {
    if (url === undefined) {
      throw usage(
        `${option} is database, but FINTRACK_DATABASE_URL is not set.`,
        `Set it, or name the database itself: ${option} postgres://user@host/book.`
      )
    }
    return { url, named: 'FINTRACK_DATABASE_URL' }
  }
  if (text === '') {
    throw usage(
      `${option} is empty.`, 'It takes folder, database, the path of a data folder, or postgres://user@host/book.'
    )
  }
  return /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? databaseOf(option, text) : folderOf(option, text)
}
