/** Checks that the folder of a book and every file in it are their owner's alone. */
import { readdirSync, statSync } from 'node:fs'
import { platform as platformOfNow } from 'node:os'
import { basename, join } from 'node:path'
import { withCompanions } from '../../files/data-folder.ts'
import { OTHERS_BITS } from '../../files/private.ts'
import { fail, inOneLine, pass, type CheckResult } from './check.ts'

const CHECK = 'permissions'

/** Those of the files and folders that others may read or write. */
function openToOthers (paths: readonly string[]): Array<{
  readonly path: string, readonly mode: string, readonly isFolder: boolean,
}> {
  return paths.flatMap((path) => {
    const stat = statSync(path, { throwIfNoEntry: false })
    return stat === undefined || (stat.mode & OTHERS_BITS) === 0
      ? []
      : [{ path, mode: (stat.mode & 0o777).toString(8), isFolder: stat.isDirectory() }]
  })
}

function checkModes (paths: readonly string[], holds: string, platform: string): CheckResult {
  // Windows keeps a user's own folders from others by itself.
  if (platform === 'win32') return pass(CHECK, 'the system keeps the folders of an account from the others')
  const open = openToOthers(paths)
  if (open.length === 0) return pass(CHECK, holds)
  return fail(CHECK, inOneLine(
    open.map(({ path, mode }) => `${basename(path)} is open to other accounts (its mode is ${mode})`)
  ),
  open.map(({ path, isFolder }) => `\`chmod ${isFolder ? 700 : 600} '${path}'\``).join(', '))
}

/** Checks a data folder: the database with its log, the keys, the backups beside it, and every other file. */
export function folderModes (dataDir: string, platform: string = platformOfNow()): CheckResult {
  const paths = [dataDir, ...readdirSync(dataDir).map((name) => join(dataDir, name))]
  return checkModes(paths, 'only their owner can read the folder and its files', platform)
}

/** Checks a file by itself, in any folder. */
export function fileModes (file: string, platform: string = platformOfNow()): CheckResult {
  return checkModes(withCompanions(file), 'only its owner can read the file', platform)
}
