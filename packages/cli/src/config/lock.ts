/** A lock between processes: a file that only one of them can make. */
import { rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { UserError } from '@fintrack/contract/errors'
import { codeOf, reasonOf } from '../io/reason.ts'
import { ANOTHER_FOLDER, makeConfigFolder } from './folders.ts'
import { readRegular } from './regular-file.ts'

/** Longer than anything that is done under the lock: a request with its timeout. */
const WAIT_MS = 60_000
const LOOK_MS = 25

function make (path: string, mark: string): boolean {
  try {
    writeFileSync(path, mark, { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw new UserError('config_file', `${path} cannot be written: ${reasonOf(error)}.`, {
      hint: ANOTHER_FOLDER, cause: error,
    })
  }
}

/** The holder's mark, or undefined once it is released. */
function markIn (path: string): string | undefined {
  try {
    return readRegular(path)?.toString('utf8')
  } catch {
    return undefined
  }
}

function isAlive (pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Alive, but another account's.
    return codeOf(error) === 'EPERM'
  }
}

/** Takes away the lock of a process that is gone. */
function breakStale (path: string, mark: string): void {
  const pid = Number(mark.split(' ')[0])
  // An empty file is a holder between making it and signing it.
  if (mark === '' || isAlive(pid)) return
  // Two that break it in the same instant may both go on: what is done under the lock can stand that, after a crash.
  rmSync(path, { force: true })
}

/** Works while no other process of this account does. @throws UserError when the lock is not to be had in a minute */
export async function withLock<T> (path: string, work: () => Promise<T>, waitMs = WAIT_MS): Promise<T> {
  const mark = `${process.pid} ${crypto.randomUUID()}`
  makeConfigFolder(dirname(path))
  for (let waited = 0; !make(path, mark); waited += LOOK_MS) {
    if (waited >= waitMs) {
      const holder = markIn(path)?.split(' ')[0] || 'unknown'
      throw new UserError('config_file', `${path} is locked by another fintrack (process ${holder}).`, {
        hint: 'If none is running, delete that file.',
      })
    }
    await new Promise((resolve) => { setTimeout(resolve, LOOK_MS) })
    const other = markIn(path)
    if (other !== undefined) breakStale(path, other)
  }
  try {
    return await work()
  } finally {
    if (markIn(path) === mark) rmSync(path, { force: true })
  }
}
