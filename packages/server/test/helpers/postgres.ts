/**
 * Databases of a real PostgreSQL. `scripts/test.mjs` starts one for the whole run and names its socket; a test file
 * that runs by itself starts its own, which ends with it.
 */
import pg from 'pg'
import type { Test } from 'tap'
import { startPostgres } from '../../../../scripts/postgres.mjs'
import { connectPostgres } from '../../src/db/postgres/databases.ts'

const TEMPLATE = 'fintrack_template'

let socket: Promise<string> | undefined
/** Types lack that a connection need not keep the process alive. */
type Admin = pg.Client & { ref: () => void, unref: () => void }
let admin: Promise<Admin> | undefined
let asked = 0
let count = 0

export function socketFolder (): Promise<string> {
  socket ??= process.env['TEST_POSTGRES'] === undefined
    ? startPostgres().then((own) => own.socket)
    : Promise.resolve(
      process.env['TEST_POSTGRES']
    )
  return socket
}

function addressIn (folder: string, database: string): string {
  return `postgres://fintrack@localhost/${database}?host=${encodeURIComponent(folder)}`
}

/** Runs a statement beside all tests' databases. */
async function asAdmin (sql: string): Promise<ReadonlyArray<Record<string, unknown>>> {
  admin ??= socketFolder().then(async (folder) => {
    const client = new pg.Client(addressIn(folder, 'postgres')) as Admin
    await client.connect()
    return client
  })
  const client = await admin
  // It keeps the process alive only while it is asked.
  if ((asked += 1) === 1) client.ref()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    if ((asked -= 1) === 0) client.unref()
  }
}

/** A database with all tables, which others are copied from. Of all processes the first makes it. */
async function makeTemplate (): Promise<void> {
  await asAdmin('SELECT pg_advisory_lock(1)')
  try {
    const there = await asAdmin(`SELECT 1 FROM pg_database WHERE datname = '${TEMPLATE}'`)
    if (there.length > 0) return
    await asAdmin(`CREATE DATABASE ${TEMPLATE}_part`)
    const databases = await connectPostgres(addressIn(await socketFolder(), `${TEMPLATE}_part`), {
      connections: 1, statementTimeoutMs: 30_000,
    })
    await databases.close()
    await asAdmin(`ALTER DATABASE ${TEMPLATE}_part RENAME TO ${TEMPLATE}`)
  } finally {
    await asAdmin('SELECT pg_advisory_unlock(1)')
  }
}

let template: Promise<void> | undefined

/** The address of a database of its own for a test, gone at its end. @param isEmpty without any table */
export async function freshDatabase (test: Test, isEmpty = false): Promise<string> {
  if (!isEmpty) await (template ??= makeTemplate())
  const name = `test_${process.pid}_${count += 1}`
  await asAdmin(`CREATE DATABASE ${name} TEMPLATE ${isEmpty ? 'template0' : TEMPLATE} STRATEGY file_copy`)
  test.teardown(async () => { await asAdmin(`DROP DATABASE ${name} WITH (FORCE)`) })
  return addressIn(await socketFolder(), name)
}
