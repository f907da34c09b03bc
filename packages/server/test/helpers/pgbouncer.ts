/** A real PgBouncer before the tests' PostgreSQL, where this machine has one. */
import { spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Test } from 'tap'
import { freshDatabase } from './postgres.ts'

const PROGRAM = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer', '/opt/homebrew/bin/pgbouncer'].find(existsSync)

/** For the tests of it: why they are skipped, or false. */
export const withoutPgbouncer = PROGRAM === undefined ? 'this machine has no PgBouncer' : false

/** It does not run as root. */
const NOBODY = 65534

const SOCKET = '.s.PGSQL.5432'

function isListening (socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const one = connect(socket, () => {
      one.destroy()
      resolve(true)
    }).on('error', () => { resolve(false) })
  })
}

/** @returns the address of a database by way of a PgBouncer of its own, which ends with the test */
export async function pgbouncer (
  test: Test, settings: Readonly<Record<string, string | number>>, database?: string
): Promise<string> {
  const url = new URL(database ?? await freshDatabase(test))
  // Its account can reach PostgreSQL's own folder, and not those of the tests.
  const here = mkdtempSync(join(String(url.searchParams.get('host')), 'pgbouncer-'))
  const isRoot = process.getuid?.() === 0
  const all = {
    unix_socket_dir: here, listen_addr: '', listen_port: 5432, auth_type: 'trust', auth_file: join(here, 'users'),
    server_lifetime: 3600, ...settings,
  }
  writeFileSync(join(here, 'users'), '"fintrack" ""\n')
  writeFileSync(join(here, 'settings'), [
    '[databases]', `* = host=${url.searchParams.get('host')} port=5432`, '[pgbouncer]',
    ...Object.entries(all).map(([name, value]) => `${name} = ${value}`), '',
  ].join('\n'))
  if (isRoot) for (const path of ['.', 'users', 'settings']) chownSync(join(here, path), NOBODY, NOBODY)
  const child = spawn(String(PROGRAM), ['-q', join(here, 'settings')], {
    stdio: 'ignore', ...isRoot ? { uid: NOBODY, gid: NOBODY } : {},
  })
  const ended = new Promise<void>((resolve) => { child.on('close', () => { resolve() }) })
  test.teardown(async () => {
    child.kill('SIGQUIT')
    await ended
    rmSync(here, { recursive: true, force: true })
  })
  while (!await isListening(join(here, SOCKET))) {
    if (child.exitCode !== null) throw new Error(`PgBouncer did not start: it ended with ${child.exitCode}`)
    await sleep(10)
  }
  url.searchParams.set('host', here)
  return url.href
}
