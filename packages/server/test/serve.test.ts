import { createServer, type AddressInfo } from 'node:net'
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { serve } from '../src/serve.ts'
import { connect } from '../src/db/connect.ts'
import { migrate } from '../src/db/migrate.ts'
import { LATEST } from '../src/db/migrations/index.ts'
import { folder } from './helpers/api.ts'
import { freshDatabase } from './helpers/postgres.ts'
import { ask } from './helpers/wire.ts'

/** A run of the server in this process. */
function running (env: Record<string, string>) {
  let stop = () => {}
  const stopped = new Promise<void>((resolve) => { stop = resolve })
  const out: string[] = []
  const err: string[] = []
  let listening = (_text: string) => {}
  const address = new Promise<string>((resolve) => { listening = resolve })
  const code = serve({
    env: { FINTRACK_PORT: '0', ...env },
    stdout: (text) => {
      out.push(text)
      listening(text)
    },
    stderr: (text) => { err.push(text) },
    stopped,
  })
  return { stop, out, err, address, code }
}

async function refusalOf (env: Record<string, string>): Promise<unknown> {
  const { code, out, err } = running(env)
  return [await code, out.join(''), err.join('')]
}

t.test('a server prints its address, serves, logs, and exits with 0 when it is stopped', async (t) => {
  const dataDir = join(folder(t), 'fintrack')
  const { stop, out, err, address, code } = running({ FINTRACK_DATA_DIR: dataDir })
  const port = Number(/^fintrack listens on http:\/\/127\.0\.0\.1:(\d+)\n$/.exec(await address)?.[1])
  t.strictSame((await ask(port, { path: '/readyz' })).text, '{"status":"ok"}')
  stop()
  t.equal(await code, 0)
  t.equal(out.length, 1)
  const messages: unknown[] = err.map((line) => JSON.parse(line).msg)
  const place = join(dataDir, 'fintrack.db')
  t.strictSame(messages, [`listening on http://127.0.0.1:${port}; the book is in ${place}`, 'request', 'stopping'])
  await t.rejects(ask(port, { path: '/readyz' }), { code: 'ECONNREFUSED' })
})

t.test('a start that brings the schema up to date logs where the copy is, and what it renamed', async (t) => {
  const dataDir = folder(t)
  const databases = await connect({ dataDir, databaseUrl: undefined, statementTimeoutMs: 1000 })
  const file = join(dataDir, 'fintrack.db')
  await migrate(databases.writer, file, 7)
  const written = { created_at: '', updated_at: '' }
  await databases.writer('users').insert({ id: 1, embedded: 1, currency: 'EUR', ...written })
  await databases.writer('categories').insert(['Straße', 'Strasse'].map((name) =>
    ({ user_id: 1, name, name_key: name.toLowerCase(), type: 'expense', ...written })))
  await databases.close()
  const { stop, err, address, code } = running({ FINTRACK_DATA_DIR: dataDir })
  await address
  stop()
  t.equal(await code, 0)
  t.match(JSON.parse(err[0] ?? ''), { level: 40, copy: `${file}.before-${LATEST}` })
  t.match(JSON.parse(err[1] ?? ''), {
    level: 40, user: 1, entity: 'category', id: 2,
    msg: 'renamed: its name and that of another are one now; the change log has it',
  })
})

t.test('a stop before a server listens stops it', async (t) => {
  const { stop, code } = running({ FINTRACK_DATA_DIR: folder(t) })
  stop()
  t.equal(await code, 0)
})

const hasIpv6 = Object.values(networkInterfaces()).flat().some((one) => one?.address === '::1')

const ipv6Only = { skip: hasIpv6 ? false : 'this machine has no IPv6' }

t.test('an IPv6 address of a server is printed as a URL', ipv6Only, async (t) => {
  const { stop, address, code } = running({ FINTRACK_DATA_DIR: folder(t), FINTRACK_HOST: '::1' })
  t.match(await address, /^fintrack listens on http:\/\/\[::1\]:\d+\n$/)
  stop()
  t.equal(await code, 0)
})

/** The one line of the log at the level warn, or undefined. */
async function warningOf (test: Test, env: Record<string, string>): Promise<string | undefined> {
  const { stop, err, address, code } = running({ FINTRACK_DATA_DIR: folder(test), ...env })
  const port = /:(\d+)\n$/.exec(await address)?.[1] ?? ''
  stop()
  t.equal(await code, 0)
  const warnings = err.map((line) => JSON.parse(line)).filter(({ level }) => level === 40)
  t.ok(warnings.length < 2)
  return warnings[0]?.msg.replaceAll(port, '<port>')
}

const remedy = 'Put a reverse proxy with TLS before it and name that in FINTRACK_TRUST_PROXY, or set ' +
  'FINTRACK_HOST=127.0.0.1.'
const exposed = (url: string) =>
  `This server can be reached from other machines, at ${url}, without TLS: anyone on the network path can read ` +
    `passwords and tokens. ${remedy}`

t.test('a server warns when other machines can reach it and no proxy is named [V12.2.1 P2.14]', async (t) => {
  t.equal(await warningOf(t, {}), undefined)
  t.equal(await warningOf(t, { FINTRACK_HOST: '127.0.0.1' }), undefined)
  t.equal(await warningOf(t, { FINTRACK_HOST: 'localhost' }), undefined)
  t.equal(await warningOf(t, { FINTRACK_HOST: '0.0.0.0' }), exposed('http://0.0.0.0:<port>'))
  t.equal(await warningOf(t, { FINTRACK_HOST: '0.0.0.0', FINTRACK_TRUST_PROXY: '10.0.0.0/8' }), undefined)
  t.equal(await warningOf(t, { FINTRACK_HOST: '0.0.0.0', FINTRACK_LOG_LEVEL: 'error' }), undefined)
})

t.test('the warning of an open server depends on the address, in whatever form it is given [P2.14]', async (t) => {
  const outside = Object.values(networkInterfaces()).flat().find(
    (one) => one?.family === 'IPv4' && !one.internal
  )?.address
  if (outside !== undefined) {
    t.equal(await warningOf(t, { FINTRACK_HOST: outside }), exposed(`http://${outside}:<port>`))
  }
  if (!hasIpv6) return
  t.equal(await warningOf(t, { FINTRACK_HOST: '::' }), exposed('http://[::]:<port>'))
  t.equal(await warningOf(t, { FINTRACK_HOST: '::1' }), undefined)
  t.equal(await warningOf(t, { FINTRACK_HOST: '::ffff:127.0.0.1' }), undefined)
})

t.test('the operator\'s own secret signs instead of a key file [P2.10]', async (t) => {
  const dataDir = folder(t)
  const { stop, address, code } = running({
    FINTRACK_DATA_DIR: dataDir, FINTRACK_JWT_SECRET: 'a secret of thirty-two bytes, ok',
  })
  const url = /http\S+/.exec(await address)?.[0] ?? ''
  const body = new URLSearchParams({ username: 'ada', password: 'a quiet river at dawn' })
  await fetch(`${url}/api/users/register/`, { method: 'POST', body })
  const { access: token } = await (await fetch(
    `${url}/api/token/`, { method: 'POST', body }
  )).json() as { access: string }
  stop()
  t.equal(await code, 0)
  const [{ kid }] = (JSON.parse(readFileSync(join(dataDir, 'keys.json'), 'utf8')) as { keys: [{ kid: string }] }).keys
  t.not((JSON.parse(Buffer.from(token.split('.', 1)[0] ?? '', 'base64url').toString()) as { kid: string }).kid, kid)
})

async function takenPort (t: Test): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  t.teardown(() => { server.close() })
  await new Promise((resolve) => { server.once('listening', resolve) })
  return (server.address() as AddressInfo).port
}

t.test('serve reports a port that cannot be used in one sentence and returns 1', async (t) => {
  const port = await takenPort(t)
  const hint = 'hint: set FINTRACK_PORT to another port (0 takes a free one), or FINTRACK_HOST\n'
  t.strictSame(await refusalOf({ FINTRACK_DATA_DIR: folder(t), FINTRACK_PORT: String(port) }),
    [1, '', `error: Port ${port} of 127.0.0.1 is in use.\n${hint}`])
  const [code, out, err] = await refusalOf(
    { FINTRACK_DATA_DIR: folder(t), FINTRACK_HOST: '192.0.2.1' }
  ) as [number, string, string]
  t.strictSame([code, out], [1, ''])
  t.equal(err, `error: Port 0 of 192.0.2.1 cannot be listened on (EADDRNOTAVAIL: address not available).\n${hint}`)
})

t.test('serve reports an unknown or bad setting in one sentence, returns 2, and creates nothing', async (t) => {
  const dataDir = join(folder(t), 'fintrack')
  for (const [env, sentence] of [
    [{ FINTRACK_PROT: '1' }, 'FINTRACK_PROT is not a setting of fintrack; did you mean FINTRACK_PORT?'],
    [{ FINTRACK_PORT: '65536' }, 'FINTRACK_PORT is "65536", which is not a whole number from 0 to 65535.'],
    [{ FINTRACK_REGISTRATION: 'no' }, 'FINTRACK_REGISTRATION is "no", which is not one of open, first or closed.'],
    [{ FINTRACK_DATABASE_URL: 'postgres:' },
      'FINTRACK_DATABASE_URL is not the address of a database, such as postgres://user:password@host/database; in a ' +
        'password @ is written %40, / %2F, ? %3F, # %23 and % %25.'],
    [
      { FINTRACK_TRUST_PROXY: '::/0' },
      'FINTRACK_TRUST_PROXY names "::/0", which would believe almost everyone; name the proxies alone.',
    ],
    [{ FINTRACK_JWT_SECRET: 'hunter2' },
      'FINTRACK_JWT_SECRET has 7 bytes; a secret needs 32 or more, such as `openssl rand -base64 32` makes.'],
  ] as const) {
    t.strictSame(await refusalOf({ FINTRACK_DATA_DIR: dataDir, ...env }), [
      2, '', `error: ${sentence}\nhint: \`fintrack help environment\` lists the settings.\n`,
    ])
  }
  t.throws(() => { mkdirSync(join(dataDir, 'x')) }, { code: 'ENOENT' })
})

t.test('serve reports a book that cannot be used with a sentence and a hint, and returns 1', async (t) => {
  const dataDir = folder(t)
  const file = join(dataDir, 'fintrack.db')
  writeFileSync(file, 'x'.repeat(5000))
  t.strictSame(await refusalOf({ FINTRACK_DATA_DIR: dataDir }),
    [1, '', `error: ${file} is damaged, or not a database.\nhint: put a backup in its place: fintrack restore FILE\n`])
  const other = folder(t)
  writeFileSync(join(other, 'keys.json'), '{}', { mode: 0o600 })
  t.strictSame(await refusalOf({ FINTRACK_DATA_DIR: other }), [1, '',
    `error: ${join(other, 'keys.json')} is damaged.\n` +
      'hint: put a copy of it back, or move it aside: a new one is made at the next start, and everyone has to log ' +
      'in again\n'])
})

t.test('a server refuses a pipe in the place of its keys at once, with a book and without', async (t) => {
  const dataDir = folder(t)
  const file = join(dataDir, 'keys.json')
  execFileSync('mkfifo', ['-m', '600', file])
  const refusal = [1, '', `error: ${file} cannot be used (it is not a regular file).\n` +
    'hint: make it readable and its folder writable for the account that runs this\n']
  t.strictSame(await refusalOf({ FINTRACK_DATA_DIR: dataDir }), refusal)
  t.strictSame(readdirSync(dataDir), ['keys.json'])
  rmSync(file)
  await (await connect({ dataDir, databaseUrl: undefined, statementTimeoutMs: 1000 })).close()
  rmSync(file)
  execFileSync('mkfifo', ['-m', '600', file])
  t.strictSame(await refusalOf({ FINTRACK_DATA_DIR: dataDir }), refusal)
})

t.test('a start that is refused leaves a folder without a book as it was', async (t) => {
  for (const spoil of [
    (dataDir: string) => { chmodSync(dataDir, 0o777) },
    (dataDir: string) => { writeFileSync(join(dataDir, 'keys.json'), '{}', { mode: 0o600 }) },
    (dataDir: string) => { writeFileSync(join(dataDir, 'keys.json'), '{}', { mode: 0o644 }) },
    (dataDir: string) => { mkdirSync(join(dataDir, 'fintrack.gate')) },
    (dataDir: string) => { execFileSync('mkfifo', [join(dataDir, 'fintrack.db-journal')]) },
  ]) {
    const dataDir = folder(t)
    spoil(dataDir)
    const before = readdirSync(dataDir)
    t.match(await refusalOf({ FINTRACK_DATA_DIR: dataDir }), [1, '', /^error: /])
    t.strictSame(readdirSync(dataDir), before, `a server, ${String(spoil)}`)
    await t.rejects(connect({ dataDir, databaseUrl: undefined, statementTimeoutMs: 1000 }), { kind: 'book' })
    t.strictSame(readdirSync(dataDir), before, `a command, ${String(spoil)}`)
  }
})

t.test('a server on PostgreSQL creates and locks no folder, and several serve one book', async (t) => {
  const dataDir = join(folder(t), 'fintrack')
  const env = { FINTRACK_DATA_DIR: dataDir, FINTRACK_DATABASE_URL: await freshDatabase(t, true) }
  const servers = [running(env), running(env), running(env)]
  for (const { address } of servers) {
    const port = Number(/:(\d+)\n$/.exec(await address)?.[1])
    t.strictSame((await ask(port, { path: '/readyz' })).text, '{"status":"ok"}')
  }
  for (const { stop, code, err } of servers) {
    stop()
    t.equal(await code, 0)
    t.notMatch(err.join(''), /postgres:/)
    t.match(
      err[0], /"msg":"listening on http:\/\/127\.0\.0\.1:\d+; the book is in PostgreSQL at [^"]+, database \\"\w+\\""/
    )
  }
  t.throws(() => { mkdirSync(join(dataDir, 'x')) }, { code: 'ENOENT' })
})

t.test('serve reports a PostgreSQL that cannot be used with a sentence and a hint, and returns 3', async (t) => {
  t.strictSame(await refusalOf({ FINTRACK_DATABASE_URL: 'postgres://ada:hunter2@127.0.0.1:1/book' }), [3, '',
    'error: PostgreSQL at 127.0.0.1:1, database "book" cannot be reached (ECONNREFUSED).\n' +
      'hint: look at FINTRACK_DATABASE_URL, and whether PostgreSQL runs there\n'])
})

t.test('a signing secret of the operator\'s own replaces the keys in PostgreSQL', async (t) => {
  const env = {
    FINTRACK_DATABASE_URL: await freshDatabase(t), FINTRACK_JWT_SECRET: 'a secret of the operator, long enough',
  }
  const { stop, address, code } = running(env)
  await address
  stop()
  t.equal(await code, 0)
  const { reader, close } = await connect({
    dataDir: '', databaseUrl: env.FINTRACK_DATABASE_URL, statementTimeoutMs: 1000,
  })
  t.strictSame(await reader('signing_keys'), [])
  await close()
})

t.test('serve throws any other error to its caller, and leaves nothing running', async (t) => {
  const dataDir = folder(t)
  await t.rejects(serve({
    env: { FINTRACK_DATA_DIR: dataDir, FINTRACK_PORT: '0' },
    stdout: () => { throw new Error('nobody reads this') },
    stderr: () => {},
    stopped: new Promise(() => {}),
  }), { message: 'nobody reads this' })
})
