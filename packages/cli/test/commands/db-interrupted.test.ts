/**
 * `fintrack db copy`, interrupted with Ctrl-C in the middle: nothing is lost, nothing is half there, and what is left
 * is told.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { TABLES } from '../../../server/src/features/resources.ts'
import { openPostgres } from '../../../server/src/db/postgres/databases.ts'
import { freshDatabase } from '../../../server/test/helpers/postgres.ts'
import { SOURCE_FLAGS } from '../../../server/test/helpers/processes.ts'
import { screen } from '../helpers/screen.ts'

type Knex = ReturnType<typeof openPostgres>

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const DATA = '.local/share/fintrack'

/** What is told of it. */
const INTERRUPTED = {
  code: 130,
  stdout: '',
  stderr: 'error: Interrupted before the answer came. The change may have been stored.\n' +
    'hint: Run it again: the target is still empty, or has everything and is refused as not empty. ' +
    'A folder called copying-… that is left in a data folder is removed then.\n',
}

/** A connection that is not taken for a server's. */
async function handleOn (test: Test, url: string): Promise<Knex> {
  const handle = openPostgres(url, { statementTimeoutMs: 60_000 }, 'writer', 1)
  test.teardown(() => handle.destroy())
  await handle.raw('SELECT set_config(\'application_name\', \'test\', false)')
  return handle
}

/** A home with a book in it, and a database. */
async function household (test: Test) {
  const home = test.testdir()
  const url = await freshDatabase(test)
  const [admin, holder] = [await handleOn(test, url), await handleOn(test, url)]
  const env = { FINTRACK_DATABASE_URL: url }
  const run = (argv: readonly string[]) => screen(argv, { home, env })
  await screen(['tx', 'add', '12.50', 'groceries', '--create', '--date', '2024-05-03'], { home })
  return { home, env, admin, holder, run }
}

/** Whether somebody waits for a lock. */
async function isWaiting (admin: Knex): Promise<boolean> {
  const rows: unknown[] = await admin.raw(
    'SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = \'Lock\''
  )
  return rows.length > 0
}

/** A copy in a process of its own that meets a lock and then Ctrl-C. */
async function interrupted (home: string, env: Record<string, string>, argv: readonly string[], admin: Knex) {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:FINTRACK|XDG)_/.test(name)))
  const child = spawn(process.execPath, [
    ...SOURCE_FLAGS, MAIN, 'db', 'copy', ...argv,
  ], { env: { ...inherited, HOME: home, ...env } })
  const done = Promise.all([once(child, 'exit'), text(child.stdout), text(child.stderr)])
  while (child.exitCode === null && !await isWaiting(admin)) await sleep(10)
  child.kill('SIGINT')
  const [[code], stdout, stderr] = await done
  return { code, stdout, stderr }
}

/** Every byte of a book at rest. */
function bytesIn (dataDir: string): Record<string, string> {
  return Object.fromEntries(readdirSync(dataDir).filter((name) => !/lock|-shm$/.test(name)).toSorted()
    .map((name) => [name, readFileSync(join(dataDir, name), 'base64')] as const).filter(([, bytes]) => bytes !== ''))
}

async function rowsIn (admin: Knex): Promise<Record<string, number>> {
  const counts = await Promise.all(
    [...TABLES.map(({ name }) => name), 'signing_keys'].map(async (name) => [name, (await admin(name)).length] as const)
  )
  return Object.fromEntries(counts.filter(([, rows]) => rows > 0))
}

t.test('a copy from a folder to a database that is interrupted says what to do', async (t) => {
  const { home, env, admin, holder, run } = await household(t)
  const before = bytesIn(join(home, DATA))
  await admin.raw(
    'CREATE FUNCTION waiting() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM ' +
      'pg_advisory_xact_lock_shared(42); RETURN NEW; END $$'
  )
  await admin.raw('CREATE TRIGGER waiting BEFORE INSERT ON changes FOR EACH ROW EXECUTE FUNCTION waiting()')
  const places = ['--from', 'folder', '--to', 'database']
  await holder.transaction(async (trx) => {
    await trx.raw('SELECT pg_advisory_xact_lock(42)')
    t.strictSame(await interrupted(home, env, places, admin), INTERRUPTED)
  })
  t.strictSame(bytesIn(join(home, DATA)), before, 'what it comes from is as it was, byte by byte')
  t.strictSame(await rowsIn(admin), {})
  t.match(await run(['db', 'copy', ...places]), { code: 0, stderr: /^Copied 8 rows of 17 tables / })
})

t.test('a copy from a database to a folder that is interrupted says what to do', async (t) => {
  const { home, env, admin, holder, run } = await household(t)
  await run(['db', 'copy', '--from', 'folder', '--to', 'database'])
  const before = await rowsIn(admin)
  const back = join(home, 'back')
  const places = ['--from', 'database', '--to', back]
  await holder.transaction(async (trx) => {
    // The last that is read.
    await trx.raw('LOCK TABLE idempotency_keys IN ACCESS EXCLUSIVE MODE')
    t.strictSame(await interrupted(home, env, places, admin), INTERRUPTED)
  })
  t.match(readdirSync(back).filter((name) => !name.startsWith('fintrack.lock')), [/^copying-\w{6}$/])
  t.strictSame(await rowsIn(admin), before)
  t.match(await run(['db', 'copy', ...places]), { code: 0, stderr: /^Copied 8 rows of 17 tables / })
  t.strictSame(readdirSync(back), ['fintrack.db', 'fintrack.lock', 'keys.json'])
})
