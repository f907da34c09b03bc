/** What a command or a server is told that opens a book while others hold a table of it, as `fintrack db copy` does. */
import pg from 'pg'
import t, { type Test } from 'tap'
import { openBook } from '../../../src/embedded.ts'
import { listUsers, rotateKeys } from '../../../src/local.ts'
import { serve } from '../../../src/serve.ts'
import { folder, settingsOf } from '../../helpers/api.ts'
import { freshDatabase } from '../../helpers/postgres.ts'

const BUSY = { name: 'Problem', code: 'unavailable', message: 'The database is busy; nothing was stored.' }

interface Held {
  readonly url: string
  readonly env: Record<string, string>
  readonly connections: () => Promise<number>
}

/** A book of which a table is held. */
async function holding (t: Test, table: string): Promise<Held> {
  const url = await freshDatabase(t)
  const holder = new pg.Client(url)
  await holder.connect()
  t.teardown(() => holder.end())
  await holder.query(`BEGIN; LOCK TABLE ${table}`)
  return {
    url,
    env: { FINTRACK_DATABASE_URL: url, FINTRACK_STATEMENT_TIMEOUT_SECONDS: '1' },
    connections: async () => (await holder.query(
      'SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = \'fintrack\''
    )).rows.length,
  }
}

t.test('a local command reports a database that is locked as busy, and closes its connections', async (t) => {
  const { env, connections } = await holding(t, 'users')
  await t.rejects(openBook({ dataDir: folder(t), settings: settingsOf(env), report: () => {} }), BUSY)
  t.equal(await connections(), 0)
  await t.rejects(listUsers({ dataDir: folder(t), settings: settingsOf(env) }), BUSY)
  t.equal(await connections(), 0)
})

t.test('rotating keys and starting a server report locked signing keys as a busy database', async (t) => {
  const { env, url, connections } = await holding(t, 'signing_keys')
  await t.rejects(rotateKeys({ dataDir: folder(t), settings: settingsOf(env), endSessions: false }), BUSY)
  let said = ''
  const code = await serve({
    env: { ...env, FINTRACK_DATA_DIR: folder(t), FINTRACK_PORT: '0' }, stdout: (text) => { said += text },
    stderr: (text) => { said += text }, stopped: Promise.resolve(),
  })
  t.equal(code, 3)
  const place = `PostgreSQL at ${decodeURIComponent(url.replace(/^.*host=/, ''))}, database ` +
    `"${/\/(test_\w+)\?/.exec(url)?.[1]}"`
  t.equal(said, `error: ${place} is busy: another transaction may hold a lock.\nhint: run this again in a moment\n`)
  t.equal(await connections(), 0)
})
