/** A folder of our own inside a data folder: a book is made ready in it, and has its name only once it is whole. */
import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

type Work = 'copying' | 'restoring'

/** The files of a book, its keys and its locks, and drafts of them. */
const OURS = /^\.?(?:fintrack\.|keys\.json)/

export function newStagingFolder (dataDir: string, work: Work): string {
  return mkdtempSync(join(dataDir, `${work}-`))
}

/**
 * Finds the folders that killed runs have left: no other process makes any while the exclusive lock is ours. A folder
 * that holds a file of another name is the user's, whatever it is called.
 */
export function stagingFoldersIn (dataDir: string, work: Work): string[] {
  // The letters are `mkdtemp`'s.
  const named = new RegExp(`^${work}-[A-Za-z0-9]{6}$`)
  return readdirSync(dataDir).filter((name) => named.test(name)).map((name) => join(dataDir, name))
    .filter((path) => lstatSync(path).isDirectory() && readdirSync(path).every((name) => OURS.test(name)))
}

export function removeStagingFolders (dataDir: string, work: Work): void {
  for (const path of stagingFoldersIn(dataDir, work)) rmSync(path, { recursive: true, force: true })
}
