/** Who may read a book: its folder and every file in it are its owner's alone. */
import { readdirSync, statSync } from 'node:fs'
import { platform as platformOfNow } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { COMPANIONS } from '../book-file.ts'
import { pass, inOneLine, fail, type CheckResult } from './check.ts'

const OTHERS_BITS = 0o077
const CHECK = 'permissions'

/** What others may read or write of these, as their mode. */
function openToOthers (paths: readonly string[]): Array<{ readonly path: string, readonly mode: string, readonly isFolder: boolean }> {
  return paths.flatMap((path) => {
    const stat = statSync(path, { throwIfNoEntry: false })
    return stat === undefined || (stat.mode & OTHERS_BITS) === 0
      ? []
      : [{ path, mode: (stat.mode & 0o777).toString(8), isFolder: stat.isDirectory() }]
  })
}

function findingOf (paths: readonly string[], holds: string, platform: string): CheckResult {
  // Windows keeps a user's own folders from others by itself.
  if (platform === 'win32') return pass(CHECK, 'the system keeps the folders of an account from the others')
  const open = openToOthers(paths)
  if (open.length === 0) return pass(CHECK, holds)
  return fail(CHECK, inOneLine(open.map(({ path, mode }) => `${basename(path)} is open to other accounts (its mode is ${mode})`)),
    open.map(({ path, isFolder }) => `\`chmod ${isFolder ? 700 : 600} '${path}'\``).join(', '))
}

/** Of a data folder: the database with its log, the keys, the backups beside it, and whatever else is there. */
export function folderModes (dataDir: string, platform: string = platformOfNow()): CheckResult {
  const paths = [dataDir, ...readdirSync(dataDir).map((name) => join(dataDir, name))]
  return findingOf(paths, 'the folder and its files are their owner\'s alone', platform)
}

/** Of a file by itself, wherever it is kept. */
export function fileModes (file: string, platform: string = platformOfNow()): CheckResult {
  const beside = COMPANIONS.map((ending) => join(dirname(file), `${basename(file)}${ending}`))
  return findingOf([file, ...beside], 'the file is its owner\'s alone', platform)
}
