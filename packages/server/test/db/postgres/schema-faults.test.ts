import t, { type Test } from 'tap'
import { LATEST } from '../../../src/db/migrations/index.ts'
import { openPostgres, PATIENT } from '../../../src/db/postgres/databases.ts'
import { schemaFaults } from '../../../src/db/postgres/schema-faults.ts'
import { bringUp } from '../../../src/db/postgres/schema.ts'
import { freshDatabase } from '../../helpers/postgres.ts'

async function opened (test: Test, isEmpty = false) {
  const handle = openPostgres(await freshDatabase(test, isEmpty), PATIENT, 'writer', 1)
  test.teardown(() => handle.destroy())
  return handle
}

async function faultsAfter (test: Test, ...statements: readonly string[]): Promise<string[]> {
  const handle = await opened(test)
  for (const statement of statements) await handle.raw(statement)
  return schemaFaults(handle, LATEST)
}

const STEAL = 'CREATE FUNCTION steal() RETURNS trigger LANGUAGE plpgsql AS ' +
  '$$ BEGIN NEW.amount = 1; RETURN NEW; END $$'

t.test('every schema on PostgreSQL is the one that the migrations make, on the way up and down', async (t) => {
  const handle = await opened(t, true)
  const versions = Array.from({ length: LATEST + 1 }, (_, version) => version)
  for (const version of [...versions, ...versions.toReversed()]) {
    await bringUp(handle, 'It', version)
    t.strictSame(await schemaFaults(handle, version), [], `schema ${version}`)
  }
  t.strictSame(await handle.raw('SELECT nspname FROM pg_class JOIN pg_namespace ON relnamespace = pg_namespace.oid ' +
    'WHERE relname = \'users\''), [], 'nothing is left of what it is compared with')
})

t.test('whatever is foreign to the schema on PostgreSQL is named', async (t) => {
  t.strictSame(
    await faultsAfter(
      t, STEAL, 'CREATE TRIGGER steal BEFORE INSERT ON transactions FOR EACH ROW EXECUTE FUNCTION steal()',
      'CREATE VIEW peek AS SELECT * FROM users', 'CREATE TABLE notes (text text PRIMARY KEY)',
      'CREATE RULE lose AS ON INSERT TO budgets DO INSTEAD NOTHING', 'CREATE SEQUENCE numbers',
      'CREATE POLICY lax ON audit USING (true)', 'CREATE INDEX extra ON audit (event)',
      'CREATE MATERIALIZED VIEW copy AS SELECT 1'
    ),
    [
      'function "steal" does not belong to it',
      'index "extra" on "audit" does not belong to it',
      'policy "lax" on "audit" does not belong to it',
      'relation "copy" does not belong to it',
      'rule "lose" on "budgets" does not belong to it',
      'sequence "numbers" does not belong to it',
      'table "notes" does not belong to it',
      'trigger "steal" on "transactions" does not belong to it',
      'view "peek" does not belong to it',
    ]
  )
})

t.test('whatever differs from the schema on PostgreSQL is named', async (t) => {
  t.strictSame(
    await faultsAfter(
      t, 'ALTER TABLE budgets ADD COLUMN note text', 'ALTER TABLE transactions ALTER payee SET DEFAULT \'x\'',
      'DROP INDEX budgets_by_month', 'ALTER TABLE audit DISABLE TRIGGER ALL',
      'ALTER TABLE tokens ENABLE ROW LEVEL SECURITY', 'ALTER TABLE categories DROP CONSTRAINT categories_type_check'
    ),
    [
      'column "note" on "budgets" does not belong to it',
      'column "payee" on "transactions" is not as fintrack makes it',
      'constraint "audit_user_id_fkey" on "audit" is not as fintrack makes it',
      'table "tokens" is not as fintrack makes it',
      'constraint "categories_type_check" on "categories" is missing',
      'index "budgets_by_month" on "budgets" is missing',
    ]
  )
})
