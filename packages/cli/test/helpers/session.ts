/**
 * A whole session, run on the embedded book, on a server and on PostgreSQL, where every screen must be the same to the
 * byte: exit code, stdout and stderr. What the screens are is a golden.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { freshDatabase } from '../../../server/test/helpers/postgres.ts'
import { screen, type Screen, type ScreenOptions } from './screen.ts'
import { served } from './served.ts'

export type Step = readonly [argv: readonly string[], options?: ScreenOptions]

function home (t: Test): string {
  const path = mkdtempSync(join(tmpdir(), 'fintrack-session-'))
  t.teardown(() => { rmSync(path, { recursive: true, force: true }) })
  return path
}

/** When a row was written, and what is random, are all that two runs may tell apart. */
function timeless (text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<timestamp>')
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\dZ/g, '<a minute in UTC>')
    .replace(/ftp_1_[\w-]{43}/g, '<token>')
}

/** ESC as a sign that a person can read. */
function visible (text: string): string {
  return text.replaceAll('\u001b', '␛').replaceAll('\r', '␍')
}

async function play (
  steps: readonly Step[], folder: string, env: Readonly<Record<string, string>> = {}
): Promise<Screen[]> {
  const screens: Screen[] = []
  for (const [argv, options] of steps) {
    const { code, stdout, stderr } = await screen(argv, { ...options, home: folder, env: { ...env, ...options?.env } })
    screens.push({ code, stdout: timeless(stdout), stderr: timeless(stderr) })
  }
  return screens
}

function golden (steps: readonly Step[], screens: readonly Screen[]): string {
  return screens.map(({ code, stdout, stderr }, at) => {
    const argv = steps[at]?.[0].map((word) => /^[\w./=:,+-]+$/.test(word) ? word : `'${word}'`).join(' ')
    return visible(
      `$ fintrack ${argv}\n--- exit ${code}\n` +
        `${stdout === '' ? '' : `--- stdout\n${stdout}`}${stderr === '' ? '' : `--- stderr\n${stderr}`}`
    )
  }).join('\n')
}

/** A step as it is typed: words, with single quotes round those that have spaces. */
export function line (text: string, options?: Step[1]): Step {
  const argv = Array.from(text.matchAll(/'([^']*)'|\S+/g), ([word, quoted]) => quoted ?? word)
  return options === undefined ? [argv] : [argv, options]
}

/** @param file the test of the file whose session it is: its goldens are that file's */
export function session (file: Test, name: string, steps: readonly Step[]): void {
  void file.test(name, async (t) => {
    const address = await served(t)
    const visitor = home(t)
    const registered = await screen(
      ['register', '--server', address, '--username', 'ada', '--password-stdin'],
      { home: visitor, stdin: 'a quiet river at dawn\n' })
    t.equal(registered.code, 0, registered.stderr)
    const [embedded, remote] = [await play(steps, home(t)), await play(steps, visitor)]
    t.strictSame(remote, embedded, 'the embedded book and the server give the same bytes')
    const postgres = await play(steps, home(t), { FINTRACK_DATABASE_URL: await freshDatabase(t) })
    t.strictSame(postgres, embedded, 'and so does PostgreSQL')
    t.matchSnapshot(golden(steps, embedded), 'the screens')
  })
}
