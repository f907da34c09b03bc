/** How many files and sockets this process may have open at once, and how many of them are left for clients. */
import { readFileSync } from 'node:fs'

/** What the process holds open beside its clients and its database connections: twice what was counted. */
const OWN = 64

/**
 * Node has raised its own limit as far as it may before anything of ours runs.
 * @param limits how Linux describes a process's limits
 * @returns undefined where the system does not say
 */
export function openFilesLimit (limits = '/proc/self/limits'): number | undefined {
  let soft: string | undefined
  try {
    soft = /^Max open files +(\d+|unlimited) /m.exec(readFileSync(limits, 'latin1'))?.[1]
  } catch {}
  return soft === 'unlimited' ? Infinity : soft === undefined ? undefined : Number(soft)
}

/** How many clients a process has room for beside its own files. A tight limit leaves them a half of it. */
export function roomForClients (openFiles: number, databaseConnections: number): number {
  return Math.max(Math.floor(openFiles / 2), openFiles - OWN - databaseConnections)
}
