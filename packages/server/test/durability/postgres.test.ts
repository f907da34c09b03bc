/** What PostgreSQL cannot do, as a client is told it; and that it goes away and comes back. */
import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import { createCategory, listCategories } from '@fintrack/contract/categories'
import { getReadiness } from '@fintrack/contract/system'
import { createTransaction } from '@fintrack/contract/transactions'
import type { Knex } from 'knex'
import { startPostgres } from '../../../../scripts/postgres.mjs'
import { httpApi, type HttpApi, type TestUser } from '../helpers/api.ts'
import { relay } from '../helpers/relay.ts'

const CATEGORY = { name: 'Food', type: 'expense' } as const

const GONE = 'The database cannot be reached. The request may not have been stored; look before you send it again.'

/** From now on a new category meets this state. */
async function raising ({ databases: { writer } }: HttpApi, state: string): Promise<void> {
  await writer.raw(`CREATE OR REPLACE FUNCTION raising() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN
      RAISE EXCEPTION 'of % and a secret', NEW.name USING ERRCODE = '${state}', DETAIL = 'Key (name)=(hunter2)';
    END $$`)
  await writer.raw(
    'CREATE OR REPLACE TRIGGER raising BEFORE INSERT ON categories FOR EACH ROW EXECUTE FUNCTION raising()'
  )
}

/** Settles once somebody waits for what a transaction holds. (What pg_stat_activity says stands still within one.) */
async function waiting (trx: Knex.Transaction): Promise<void> {
  while ((await trx.raw(
    'SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))'
  )).length === 0) await wait(5)
}

/** Settles once more was acknowledged. */
async function grown (kept: readonly string[]): Promise<void> {
  for (const before = kept.length; kept.length < before + 4;) await new Promise((resolve) => { setTimeout(resolve, 5) })
}

async function statusOf (user: TestUser): Promise<number> {
  return (await user.answer(createCategory, { body: { ...CATEGORY, name: crypto.randomUUID() } })).status
}

function faultsIn ({ log }: HttpApi): unknown[] {
  return log.map((line) => JSON.parse(line)).filter(({ level }) => level === 50)
}

t.test('an error of PostgreSQL is answered by its meaning and logged without any stored value', async (t) => {
  const api = await httpApi(t, {}, 'postgres')
  const user = await api.user()
  for (const [state, status, code, detail, retry] of [
    ['53100', 507, 'storage_full', 'The disk is full: nothing was stored. Reading still works.', 60],
    ['55P03', 503, 'unavailable', 'The database is busy; nothing was stored.', 5],
    ['57014', 503, 'unavailable', 'The database is busy; nothing was stored.', 5],
    ['53300', 503, 'unavailable', 'The database is busy; nothing was stored.', 5],
    ['58030', 503, 'unavailable', GONE, 5],
    ['25006', 503, 'unavailable', GONE, 5],
    ['XX001', 500, 'internal_error', 'Something went wrong here; the request was not carried out.', undefined],
    ['23514', 500, 'internal_error', 'Something went wrong here; the request was not carried out.', undefined],
  ] as const) {
    await raising(api, state)
    const answer = await user.answer(createCategory, { body: CATEGORY })
    t.match(answer, { status, body: { code, detail } }, state)
    t.equal(answer.retryAfterSeconds, retry, state)
    t.strictSame((await user.call(listCategories, {})).body, [], 'reads go on')
  }
  t.match(faultsIn(api), ['58030', '25006', 'XX001', '23514'].map((state) =>
    ({ msg: 'internal error', err: { type: 'StorageError', message: `PostgreSQL ${state} exec_stmt_raise` } })))
  t.match(api.log.join(''), /25006 exec_stmt_raise \(it takes no writes: it is a standby, .* or a pooler in transaction/)
  t.notMatch(api.log.join(''), /hunter2|secret|insert into|Food/i)
  await api.databases.writer.raw('DROP TRIGGER raising ON categories')
  t.equal((await user.answer(createCategory, { body: CATEGORY })).status, 201)
})

t.test('a statement that takes too long is 503, and nothing is stored', async (t) => {
  const api = await httpApi(t, { FINTRACK_STATEMENT_TIMEOUT_SECONDS: '1' }, 'postgres')
  const [user, other] = [await api.user(), await api.user()]
  await api.databases.writer.transaction(async (trx) => {
    await trx('users').where({ id: user.id }).update({ email: 'ada@example.org' })
    const { status, retryAfterSeconds, body } = await user.answer(createCategory, { body: CATEGORY })
    t.strictSame([status, retryAfterSeconds], [503, 5])
    t.match(body, { code: 'unavailable', detail: 'The database is busy; nothing was stored.' })
    t.equal((await other.answer(createCategory, { body: CATEGORY })).status, 201, 'another user writes meanwhile')
    t.strictSame((await user.call(listCategories, {})).body, [])
  })
  t.equal((await user.answer(createCategory, { body: CATEGORY })).status, 201)
})

t.test('requests get 503 while PostgreSQL is away, and nothing needs a restart [P1.10]', async (t) => {
  const way = await relay(t)
  const api = await httpApi(t, { FINTRACK_DATABASE_URL: way.url }, 'postgres')
  const user = await api.user()
  t.equal(await statusOf(user), 201)
  await way.cut()
  for (let times = 0; times < 3; times += 1) {
    const answer = await user.answer(createCategory, { body: CATEGORY })
    t.strictSame([answer.status, answer.retryAfterSeconds], [503, 5])
    t.match(answer.body, { code: 'unavailable', detail: GONE })
  }
  const ready = await api.anonymous.answer(getReadiness)
  t.strictSame([ready.status, ready.retryAfterSeconds], [503, 5])
  t.notMatch(api.log.join(''), /fintrack@|postgres:\/\/|insert into/i)
  t.match(
    faultsIn(api)[0], { err: { type: 'StorageError', message: /^the connection to PostgreSQL is lost \(\w+\)$/ } }
  )
  await way.mend()
  t.equal((await api.anonymous.answer(getReadiness)).status, 200)
  t.equal(await statusOf(user), 201)
  t.equal((await user.call(listCategories, {})).body.length, 2)
})

t.test('a write waits for a row that another holds, but not as long as a statement may run', async (t) => {
  const api = await httpApi(t, { FINTRACK_STATEMENT_TIMEOUT_SECONDS: '3600' }, 'postgres')
  const user = await api.user()
  await api.databases.writer.transaction(async (trx) => {
    await trx('users').where({ id: user.id }).update({ email: 'ada@example.org' })
    t.match(await user.answer(createCategory, { body: CATEGORY }),
      {
        status: 503, retryAfterSeconds: 5,
        body: { code: 'unavailable', detail: 'The database is busy; nothing was stored.' },
      })
  })
  t.equal(await statusOf(user), 201)
})

t.test('a connection that an administrator ends costs its request alone', async (t) => {
  const api = await httpApi(t, {}, 'postgres')
  const user = await api.user()
  await api.databases.writer.transaction(async (trx) => {
    await trx('users').where({ id: user.id }).update({ email: 'ada@example.org' })
    const asked = user.answer(createCategory, { body: CATEGORY })
    await waiting(trx)
    await trx.raw(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND ' +
        'wait_event_type = \'Lock\''
    )
    t.match(await asked, { status: 503, retryAfterSeconds: 5, body: { code: 'unavailable', detail: GONE } })
  })
  for (let times = 0; times < 3; times += 1) t.equal(await statusOf(user), 201)
  t.match(
    faultsIn(api),
    [
      {
        msg: 'the database does not answer',
        err: {
          type: 'StorageError',
          message: /^(?:PostgreSQL 57P01 ProcessInterrupts|the connection to PostgreSQL is lost \(no answer\))$/,
        },
      },
    ]
  )
})

t.test('acknowledged writes survive a crash of PostgreSQL under a server, which needs no restart', async (t) => {
  const own = await startPostgres()
  t.teardown(own.stop)
  const api = await httpApi(
    t, { FINTRACK_DATABASE_URL: `postgres://fintrack@/postgres?host=${own.socket}` }, 'postgres'
  )
  const user = await api.user()
  const kept: string[] = []
  const inDoubt = new Set<string>()
  const load = { isOver: false }
  const writing = Promise.all(Array.from({ length: 4 }, async (_, writer) => {
    for (let at = 0; !load.isOver; at += 1) {
      const payee = `${writer}-${at}`
      const {
        status, retryAfterSeconds,
      } = await user.answer(createTransaction, { body: { date: '2024-05-01', type: 'expense', amount: '1', payee } })
      if (status === 201) kept.push(payee)
      else if (status === 503 && retryAfterSeconds === 5) inDoubt.add(payee)
      else throw new Error(`${payee}: ${status}`)
    }
  }))
  for (let times = 0; times < 2; times += 1) {
    await grown(kept)
    await own.restart()
  }
  await grown(kept)
  load.isOver = true
  await writing
  t.equal(await statusOf(user), 201)
  t.equal((await api.anonymous.answer(getReadiness)).status, 200)
  const stored: string[] = await api.served.reader('transactions').where({ user_id: user.id }).pluck('payee')
  t.strictSame(stored.filter((payee) => !inDoubt.has(payee)).toSorted(), kept.toSorted())
  t.ok(inDoubt.size > 0, 'what it did not take was told')
})

t.test('readiness does not wait for a database that hangs', async (t) => {
  const way = await relay(t)
  const api = await httpApi(t, { FINTRACK_DATABASE_URL: way.url }, 'postgres')
  t.equal((await api.anonymous.answer(getReadiness)).status, 200)
  way.hold()
  const { status, body } = await api.anonymous.answer(getReadiness)
  t.equal(status, 503)
  t.match(body, { detail: 'The database does not answer.' })
})

t.test('each acknowledged write is stored exactly once while connections break again and again', async (t) => {
  const way = await relay(t)
  const api = await httpApi(t, { FINTRACK_DATABASE_URL: way.url }, 'postgres')
  const user = await api.user()
  const kept: string[] = []
  const inDoubt = new Set<string>()
  const load = { isOver: false }
  const writing = Array.from({ length: 4 }, async (_, writer) => {
    for (let at = 0; !load.isOver; at += 1) {
      const payee = `${writer}-${at}`
      const { status } = await user.answer(
        createTransaction, { body: { date: '2024-05-01', type: 'expense', amount: '1', payee } }
      )
      if (status === 201) kept.push(payee)
      else if (status === 503) inDoubt.add(payee)
      else throw new Error(`${payee}: ${status}`)
    }
  })
  for (let times = 0; times < 15; times += 1) {
    await grown(kept)
    way.shake()
  }
  load.isOver = true
  await Promise.all(writing)
  const stored: string[] = await api.databases.reader('transactions').where({ user_id: user.id }).pluck('payee')
    .catch(() => api.databases.reader('transactions').where({ user_id: user.id }).pluck('payee'))
  t.strictSame(stored.filter((payee) => !inDoubt.has(payee)).toSorted(), kept.toSorted())
  t.ok(kept.length > 0 && inDoubt.size > 0, `${kept.length} were acknowledged, ${inDoubt.size} were not`)
})
