import pg from 'pg'
import t from 'tap'
import { createCategory } from '@fintrack/contract/categories'
import { connect, connectServer } from '../../../src/db/connect.ts'
import type { Databases } from '../../../src/db/databases.ts'
import { connectPostgres } from '../../../src/db/postgres/databases.ts'
import { httpApi } from '../../helpers/api.ts'
import { pgbouncer, withoutPgbouncer } from '../../helpers/pgbouncer.ts'
import { pooler } from '../../helpers/pooler.ts'
import { freshDatabase } from '../../helpers/postgres.ts'

const SIZE = { connections: 4, statementTimeoutMs: 10_000 }

const CATEGORY = { name: 'Food', type: 'expense' } as const

const REFUSED = {
  name: 'UserError',
  kind: 'book',
  message: new RegExp('^A pooler in transaction or statement mode is before PostgreSQL at \\S+, database "\\w+", and ' +
    'fintrack needs session mode: settings of one connection would reach others, and acknowledged changes could be ' +
    'lost\\.$'),
  hint: 'set pool_mode=session in the pooler, or name PostgreSQL itself in FINTRACK_DATABASE_URL',
  place: 'FINTRACK_DATABASE_URL',
}

/** Opens a book as a server and as a command do. */
function bothWays (url: string): ReadonlyArray<() => Promise<Databases>> {
  const place = { dataDir: '/nowhere', databaseUrl: url, ...SIZE }
  return [() => connectServer(place, undefined), () => connect(place)]
}

async function isOpened (open: () => Promise<Databases>): Promise<boolean> {
  const databases = await open()
  try {
    const attempt = { kind: 'password_of_account', key: 'x', at_seconds: 1 }
    await databases.transaction((trx) => trx('attempts').insert(attempt))
    return (await databases.reader('attempts')).length > 0
  } finally {
    await databases.close()
  }
}

/** A setting of a connection, as its transactions see it. */
async function synchronousCommit ({ transaction }: Databases): Promise<unknown> {
  return transaction(async (trx) => (await trx.raw('SHOW synchronous_commit'))[0].synchronous_commit)
}

for (const size of [1, 2, 5]) {
  t.test(`a pooler in transaction mode with ${size} of PostgreSQL's connections is refused [P1.11]`, async (t) => {
    for (const open of bothWays((await pooler(t, 'transaction', size)).url)) await t.rejects(open(), REFUSED)
  })
}

t.test('a pooler in session mode is accepted, also where it has one connection for a command', async (t) => {
  for (const open of bothWays((await pooler(t, 'session', 5)).url)) t.equal(await isOpened(open), true)
  const [, command] = bothWays((await pooler(t, 'session', 1)).url)
  t.equal(command !== undefined && await isOpened(command), true)
})

t.test('a pooler that begins to share connections while a server runs gets no writes [P1.11]', async (t) => {
  const { url, share } = await pooler(t, 'session', 12)
  const api = await httpApi(t, { FINTRACK_DATABASE_URL: url }, 'postgres')
  const users = await Promise.all(Array.from({ length: 4 }, () => api.user()))
  share()
  const answers = []
  for (let times = 0; times < 3; times += 1) {
    const body = { ...CATEGORY, name: `Food ${times}` }
    answers.push(...await Promise.all(users.map((user) => user.answer(createCategory, { body }))))
  }
  t.match(answers.find(({ status }) => status !== 201), { status: 503, retryAfterSeconds: 5 })
  t.strictSame(
    (await api.databases.writer('categories')).length, answers.filter(({ status }) => status === 201).length
  )
  t.match(api.log.join(''), /a pooler moved the connection to another one of PostgreSQL: set its pool_mode to session/)
})

t.test('a write waits for the disk whatever became of the settings of its connection [P1.11]', async (t) => {
  const url = await freshDatabase(t)
  const spoiled = async (): Promise<Databases> => {
    const databases = await connectPostgres(url, { ...SIZE, connections: 1 })
    t.teardown(() => databases.close())
    await databases.writer.raw('SELECT set_config(\'synchronous_commit\', \'off\', false)')
    return databases
  }
  t.equal(await synchronousCommit(await spoiled()), 'on')
  // The administrator's stronger promise is kept.
  const admin = new pg.Client(url)
  await admin.connect()
  await admin.query(`ALTER DATABASE ${new URL(url).pathname.slice(1)} SET synchronous_commit = remote_apply`)
  await admin.end()
  t.equal(await synchronousCommit(await spoiled()), 'remote_apply')
})

const ifPgbouncer = { skip: withoutPgbouncer }

for (const mode of ['transaction', 'statement'] as const) {
  t.test(`PgBouncer in ${mode} mode is refused, whatever size its pool has [P1.11]`, ifPgbouncer, async (t) => {
    for (const [size, isRound] of [[1, 0], [2, 1], [5, 0], [5, 1]] as const) {
      const url = await pgbouncer(t, { pool_mode: mode, default_pool_size: size, server_round_robin: isRound })
      for (const open of bothWays(url)) await t.rejects(open(), REFUSED, `${size} ${isRound}`)
    }
  })
}

t.test('of servers that start at once behind PgBouncer in transaction mode none starts', ifPgbouncer, async (t) => {
  const [open] = bothWays(await pgbouncer(t, { pool_mode: 'transaction', default_pool_size: 5 }))
  await Promise.all(Array.from({ length: 5 }, () => t.rejects(Promise.resolve(open?.()), REFUSED)))
})

t.test('PgBouncer in session mode is accepted', ifPgbouncer, async (t) => {
  for (const open of bothWays(await pgbouncer(t, { pool_mode: 'session', default_pool_size: 5 }))) {
    t.equal(await isOpened(open), true)
  }
})
