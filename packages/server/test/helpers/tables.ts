/** What a test asks of tables in each database's own words. */
import { dialectOf } from '../../src/db/dialect.ts'
import type { Databases } from '../../src/db/databases.ts'

/** The tables whose rows have an owner. */
export async function ownedTables ({ reader }: Databases): Promise<string[]> {
  const tables: string[] = dialectOf(reader) === 'sqlite'
    ? await reader('sqlite_schema').where({ type: 'table' }).pluck('name')
    : await reader('pg_tables').where({ schemaname: 'public' }).pluck('tablename')
  const owned: string[] = []
  for (const table of tables.toSorted()) if ('user_id' in await reader(table).columnInfo()) owned.push(table)
  return owned
}

/** The next row of a table gets the id after this one. */
export async function idsAfter ({ writer }: Databases, table: string, id: number): Promise<void> {
  if (dialectOf(writer) === 'postgres') {
    await writer.raw('SELECT setval(pg_get_serial_sequence(?, \'id\'), ?)', [table, id])
    return
  }
  await writer('sqlite_sequence').where({ name: table }).delete()
  await writer('sqlite_sequence').insert({ name: table, seq: id })
}

/** From now on a row of this table cannot be made or changed. */
export async function refuseRows ({ writer }: Databases, table: string): Promise<void> {
  if (dialectOf(writer) === 'postgres') {
    await writer.raw(`ALTER TABLE ${table} ADD CONSTRAINT stop CHECK (false) NOT VALID`)
    return
  }
  for (const way of ['INSERT', 'UPDATE']) {
    await writer.raw(
    `CREATE TRIGGER stop_${way} BEFORE ${way} ON ${table} BEGIN SELECT RAISE(ABORT, 'no'); END`
    )
  }
}

/** A user without a login, as no endpoint makes one. @returns their id */
export async function bareUser ({ writer }: Databases): Promise<number> {
  const username = crypto.randomUUID()
  const [row]: Array<{ id: number }> = await writer('users')
    .insert({
      username, username_key: username, password_hash: 'x', currency: 'USD', created_at: '', updated_at: '',
    }).returning('id')
  return Number(row?.id)
}
