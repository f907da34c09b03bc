/** TLS and passwords, with a PostgreSQL that asks for them. */
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { UserError } from '@fintrack/contract/errors'
import { connectPostgres } from '../../../src/db/postgres/databases.ts'
import { folder } from '../../helpers/api.ts'
import { CA, CERTIFICATE, EXPIRED, KEY, networkPostgres } from '../../helpers/network-postgres.ts'

const SIZE = { connections: 1, statementTimeoutMs: 30_000 }

/** "TLS" or "plain", or why there is no connection, as a person is told. */
async function outcome (url: string): Promise<string> {
  try {
    const { writer, close } = await connectPostgres(url, SIZE)
    const [row]: Array<{ ssl: boolean }> = await writer.raw('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()')
    await close()
    return row?.ssl === true ? 'TLS' : 'plain'
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return `${error.message} | ${error.hint}`
  }
}

function file (t: Test, name: string, text: string): string {
  const path = join(folder(t), name)
  writeFileSync(path, text)
  return path
}

t.test('PostgreSQL is connected to with the TLS that its address asks for, or not at all', async (t) => {
  const server = await networkPostgres(t)
  const [named, numbered] = [
    'localhost', '127.0.0.1',
  ].map((host) => `postgres://fintrack@${host}:${server.port}/postgres`)
  const [place, byNumber] = [
    'localhost', '127.0.0.1',
  ].map((host) => `PostgreSQL at ${host}:${server.port}, database "postgres"`)
  const ca = file(t, 'ca.pem', CA)
  const [cert, key] = [file(t, 'client.pem', CERTIFICATE), file(t, 'client.key', KEY)]
  for (const mode of ['require', 'verify-full', `verify-ca&sslrootcert=${ca}`]) {
    t.equal(await outcome(`${named}?sslmode=${mode}`),
      `${place} does not support TLS, but sslmode requires it. | set ssl=on in its postgresql.conf; or, on a trusted ` +
        'network, sslmode=disable in FINTRACK_DATABASE_URL', mode)
  }
  t.equal(await outcome(String(named)), 'plain')

  server.write('server.crt', CERTIFICATE)
  server.write('server.key', KEY)
  await server.query('ALTER SYSTEM SET ssl = on')
  await server.reload()
  const unknown = (code: string) =>
    `${place} presents a certificate from an authority that this machine does not trust (${code}). | name the file ` +
      'of that authority in FINTRACK_DATABASE_URL: sslrootcert=/path/to/ca.pem'
  const unreadable = (parameter: string, reason: string) =>
    `${place} cannot be reached: "${ca}.none" cannot be read (${reason}). | look at ${parameter} in the address of ` +
      'the database'
  const pem = 'look at the files that FINTRACK_DATABASE_URL names (they are to be PEM), and at the log of PostgreSQL'
  for (const [url, expected] of [
    [`${named}?sslmode=disable`, 'plain'],
    [`${named}?sslmode=require`, 'TLS'],
    [`${numbered}?sslmode=require`, 'TLS'],
    [`${named}?sslmode=require&sslrootcert=${ca}`, 'TLS'],
    [`${numbered}?sslmode=verify-ca&sslrootcert=${ca}`, 'TLS'],
    [`${named}?sslmode=verify-full&sslrootcert=${ca}`, 'TLS'],
    [`${named}?sslmode=verify-full&sslrootcert=${ca}&sslcert=${cert}&sslkey=${key}`, 'TLS'],
    [`${named}?sslmode=verify-full`, unknown('UNABLE_TO_VERIFY_LEAF_SIGNATURE')],
    [`${named}?sslmode=require&sslrootcert=${cert}`, unknown('UNABLE_TO_VERIFY_LEAF_SIGNATURE')],
    [`${numbered}?sslmode=verify-full&sslrootcert=${ca}`,
      `${byNumber} presents a certificate for another host (ERR_TLS_CERT_ALTNAME_INVALID). | name the host in ` +
        'FINTRACK_DATABASE_URL as its certificate does; sslmode=verify-ca takes any host of an authority of your ' +
        'own'],
    [`${named}?sslmode=verify-full&sslrootcert=${ca}.none`, unreadable('sslrootcert', 'ENOENT')],
    [`${named}?sslmode=require&sslcert=${ca}.none&sslkey=${key}`, unreadable('sslcert', 'ENOENT')],
    [`${named}?sslmode=require&sslcert=${cert}&sslkey=${ca}.none`, unreadable('sslkey', 'ENOENT')],
    [`${named}?sslmode=require&sslcert=${cert}&sslkey=${file(t, 'text.key', 'hunter2')}`,
      `${place} and this machine cannot agree on TLS (ERR_OSSL_UNSUPPORTED). | ${pem}`],
  ] as const) t.equal(await outcome(url), expected, url)

  server.write('server.crt', EXPIRED)
  await server.reload()
  t.equal(await outcome(`${named}?sslmode=verify-full&sslrootcert=${ca}`),
    `${place} presents a certificate that has expired or is not valid yet (CERT_HAS_EXPIRED). | give it a new one, ` +
      'and look at the clocks of both machines')

  server.admit('hostssl all all 127.0.0.1/32 trust')
  await server.reload()
  t.equal(await outcome(`${named}?sslmode=require`), 'TLS')
  t.equal(await outcome(`${named}?sslmode=disable`),
    `${place} does not let this user in. | look at the user in FINTRACK_DATABASE_URL and at the password, and at ` +
      'pg_hba.conf, which may want TLS (sslmode)')
})

t.test('PostgreSQL\'s password comes from the address, PGPASSWORD or the password file, in that order', async (t) => {
  const server = await networkPostgres(t)
  const stored = file(t, 'pgpass', `127.0.0.1:${server.port}:*:ada:stored\n`)
  chmodSync(stored, 0o600)
  const warnings: Error[] = []
  const warned = (warning: Error) => { warnings.push(warning) }
  process.on('warning', warned)
  const before = { PGPASSFILE: process.env.PGPASSFILE, PGPASSWORD: process.env.PGPASSWORD }
  t.teardown(() => {
    process.off('warning', warned)
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  })
  delete process.env.PGPASSWORD
  process.env.PGPASSFILE = stored
  await server.query('CREATE ROLE ada LOGIN SUPERUSER')
  const at = `127.0.0.1:${server.port}/postgres`
  const place = `PostgreSQL at 127.0.0.1:${server.port}, database "postgres"`
  const none = `${place} asks for a password, and there is none. | put it into PGPASSWORD, or into ~/.pgpass, which ` +
    'counts only where nobody else can read it (chmod 600)'
  for (const method of ['scram-sha-256', 'md5', 'password']) {
    await server.query(
      `SET password_encryption = '${method === 'md5' ? 'md5' : 'scram-sha-256'}'; ALTER ROLE ada PASSWORD 'stored'`
    )
    server.admit(`host all all 127.0.0.1/32 ${method}`)
    await server.reload()
    t.equal(await outcome(`postgres://ada@${at}`), 'plain', method)
    t.equal(await outcome(`postgres://fintrack@${at}`), none, `${method}: for another user it has none`)
    process.env.PGPASSWORD = 'hunter2'
    t.match(await outcome(`postgres://ada@${at}`), /does not let this user in/, `${method}: PGPASSWORD comes first`)
    t.equal(await outcome(`postgres://ada:stored@${at}`), 'plain', `${method}: and the address before it`)
    delete process.env.PGPASSWORD
  }
  chmodSync(stored, 0o640)
  t.equal(await outcome(`postgres://ada@${at}`), none, 'a file that others can read does not count')
  await new Promise((resolve) => { setImmediate(resolve) })
  t.strictSame(warnings, [])
})
