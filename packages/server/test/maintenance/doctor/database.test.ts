import { databaseInWords } from '@fintrack/contract/database-url'
import t from 'tap'
import { LATEST } from '../../../src/db/migrations/index.ts'
import { openPostgres, PATIENT } from '../../../src/db/postgres/databases.ts'
import { checkBook } from '../../../src/maintenance/doctor/doctor.ts'
import { freshDatabase } from '../../helpers/postgres.ts'

const NODE = '20.17.0'

t.test('doctor checks the schema of a book on PostgreSQL, and names a foreign trigger', async (t) => {
  const url = await freshDatabase(t)
  const name = databaseInWords(url)
  const examined = () => checkBook({ dataDir: '/nowhere', databaseUrl: url, node: NODE })
  const handle = openPostgres(url, PATIENT, 'writer', 1)
  t.teardown(() => handle.destroy())
  t.match(await examined(), [
    { check: 'database', ok: true, found: `${name}; \`pg_amcheck\` checks its tables and indexes` },
    { check: 'schema', ok: true, found: String(LATEST) },
    { check: 'versions', ok: true, found: /^fintrack \S+, schema 9, PostgreSQL \d+\.\S+, Node\.js 20\.17\.0$/ },
  ])
  await handle.raw('CREATE TRIGGER steal BEFORE INSERT ON transactions FOR EACH ROW EXECUTE FUNCTION ' +
    'suppress_redundant_updates_trigger()')
  t.match((await examined()).filter(({ ok }) => !ok), [{
    check: 'schema', found: 'trigger "steal" on "transactions" does not belong to it',
    remedy: 'remove what is foreign to it with `psql`, or load a dump that you trust with `pg_restore` into an empty ' +
      'database',
  }])
  await handle.raw('UPDATE fintrack_schema SET version = 99')
  t.match(await examined(), [
    {}, { check: 'schema', ok: false, found: `99, which is newer than the ${LATEST} that this fintrack knows` }, {},
  ])
  await handle.raw('DROP TABLE fintrack_schema')
  t.match(await examined(), [{
    check: 'database', ok: false, found: `${name} has tables, but is not a book of fintrack`,
  }])
})

t.test('doctor reports a database without a book, and one that cannot be reached', async (t) => {
  const url = await freshDatabase(t, true)
  await t.rejects(checkBook({ dataDir: '/nowhere', databaseUrl: url, node: NODE }), {
    name: 'Problem', code: 'not_found', message: `There is no book in ${databaseInWords(url)} yet.`,
  })
  await t.rejects(
    checkBook({ dataDir: '/nowhere', databaseUrl: 'postgres://ada@127.0.0.1:1/book', node: NODE }),
    { name: 'UserError', kind: 'unreachable' }
  )
})
