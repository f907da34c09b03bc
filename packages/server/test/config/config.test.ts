import { join } from 'node:path'
import t from 'tap'
import { readConfig } from '../../src/config/config.ts'
import { defaultDataDir } from '../../src/config/data-dir.ts'
import { openFilesLimit } from '../../src/config/open-files.ts'

const ROWS_PER_USER = {
  account: 5000, balance_check: 1_000_000, tag: 5000, category: 5000, transaction: 1_000_000, budget: 1_000_000,
}

t.test('without settings a server is reachable from its own machine only [P2.14]', async (t) => {
  t.strictSame(readConfig({}, { openFiles: 1024 }), {
    dataDir: defaultDataDir({}),
    host: '127.0.0.1',
    port: 8787,
    logLevel: 'info',
    trustProxy: [],
    metricsFrom: ['127.0.0.0/8', '::1'],
    currency: 'USD',
    registration: 'open',
    accessTokenSeconds: 300,
    sessionDays: 90,
    sessionMaxDays: 365,
    refreshGraceSeconds: 30,
    refreshRotation: true,
    registrationsPerAddress: 60,
    loginFailuresPerAccount: 10,
    loginFailuresPerAddress: 100,
    throttleWindowSeconds: 900,
    auditDays: 365,
    jwtSecret: undefined,
    databaseUrl: undefined,
    statementTimeoutMs: 30_000,
    importLimitBytes: 16 * 1024 * 1024,
    bodyLimitBytes: 64 * 1024,
    requestTimeoutMs: 30_000,
    idleTimeoutMs: 300_000,
    shutdownMs: 5000,
    names: ['127.0.0.1'],
    requestsPerUser: 32,
    sessionsPerUser: 1000,
    tokensPerUser: 100,
    rowsPerUser: ROWS_PER_USER,
    rowsPerChange: 50_000,
    clientConnections: 950,
    connections: 10,
  })
})

t.test('each setting reaches the configuration in its unit', async (t) => {
  t.strictSame(readConfig({
    FINTRACK_DATA_DIR: '/data',
    FINTRACK_HOST: '::',
    FINTRACK_PORT: '0',
    FINTRACK_LOG_LEVEL: 'warn',
    FINTRACK_CURRENCY: 'JPY',
    FINTRACK_REGISTRATION: 'first',
    FINTRACK_ACCESS_TOKEN_SECONDS: '1',
    FINTRACK_SESSION_DAYS: '2',
    FINTRACK_REFRESH_GRACE_SECONDS: '3',
    FINTRACK_REFRESH_ROTATION: 'off',
    FINTRACK_IMPORT_LIMIT_MIB: '4',
    FINTRACK_BODY_LIMIT_KIB: '5',
    FINTRACK_REQUEST_TIMEOUT_SECONDS: '6',
    FINTRACK_SHUTDOWN_SECONDS: '7',
    FINTRACK_DATABASE_URL: 'postgres://db/book',
    FINTRACK_STATEMENT_TIMEOUT_SECONDS: '15',
    FINTRACK_DATABASE_CONNECTIONS: '16',
    FINTRACK_CLIENT_CONNECTIONS: '17',
    FINTRACK_IDLE_TIMEOUT_SECONDS: '8',
    FINTRACK_REGISTRATIONS_PER_ADDRESS: '9',
    FINTRACK_LOGIN_FAILURES_PER_ACCOUNT: '10',
    FINTRACK_LOGIN_FAILURES_PER_ADDRESS: '11',
    FINTRACK_THROTTLE_WINDOW_SECONDS: '12',
    FINTRACK_AUDIT_DAYS: '13',
    FINTRACK_SESSION_MAX_DAYS: '14',
    FINTRACK_JWT_SECRET: 'a secret of thirty-two bytes, ok',
    FINTRACK_TRUST_PROXY: '10.0.0.0/8, 192.0.2.1 ,::1,fc00::/7',
    FINTRACK_METRICS_FROM: '0.0.0.0/0, ::/0',
    PATH: '/bin',
  }), {
    dataDir: '/data',
    host: '::',
    port: 0,
    logLevel: 'warn',
    trustProxy: ['10.0.0.0/8', '192.0.2.1', '::1', 'fc00::/7'],
    metricsFrom: ['0.0.0.0/0', '::/0'],
    currency: 'JPY',
    registration: 'first',
    accessTokenSeconds: 1,
    sessionDays: 2,
    sessionMaxDays: 14,
    refreshGraceSeconds: 3,
    refreshRotation: false,
    registrationsPerAddress: 9,
    loginFailuresPerAccount: 10,
    loginFailuresPerAddress: 11,
    throttleWindowSeconds: 12,
    auditDays: 13,
    jwtSecret: 'a secret of thirty-two bytes, ok',
    databaseUrl: 'postgres://db/book',
    statementTimeoutMs: 15_000,
    importLimitBytes: 4 * 1024 * 1024,
    bodyLimitBytes: 5 * 1024,
    requestTimeoutMs: 6000,
    idleTimeoutMs: 8000,
    shutdownMs: 7000,
    names: ['::'],
    requestsPerUser: 32,
    sessionsPerUser: 1000,
    tokensPerUser: 100,
    rowsPerUser: ROWS_PER_USER,
    rowsPerChange: 50_000,
    clientConnections: 17,
    connections: 16,
  })
})

t.test('clients get the connections that the limit of open files leaves, and not many thousands', async (t) => {
  const clients = (openFiles: number | undefined, env = {}) => readConfig(env, { openFiles }).clientConnections
  t.strictSame([clients(256), clients(100), clients(1_000_000), clients(Infinity), clients(undefined)], [
    182, 50, 4096, 4096, 950,
  ])
  t.equal(clients(256, { FINTRACK_DATABASE_CONNECTIONS: '100' }), 128)
  t.equal(clients(1_000_000, { FINTRACK_CLIENT_CONNECTIONS: '90000' }), 90_000)
})

t.test('more clients than the process has room for are refused with the limit that says so', async (t) => {
  const asked = { FINTRACK_CLIENT_CONNECTIONS: '183' }
  t.throws(() => readConfig(asked, { openFiles: 256 }), {
    name: 'UserError',
    kind: 'usage',
    place: 'FINTRACK_CLIENT_CONNECTIONS',
    message: 'FINTRACK_CLIENT_CONNECTIONS is 183, and this process may have 256 files open, which leaves room for ' +
      '182 clients.',
    hint: 'lower it, or raise the limit: LimitNOFILE in a unit of systemd, `ulimit -n` in a shell',
  })
  t.equal(readConfig(asked, { openFiles: undefined }).clientConnections, 183)
})

t.test('the limit of open files is read where Linux shows it, and unknown elsewhere', async (t) => {
  const shown = (limit: string) => {
    const file = join(t.testdir({
      limits: 'Limit Soft Hard Units\nMax processes 7 7 processes\n' +
      `Max open files            ${limit}                 524288               files     \n`
    }), 'limits')
    return openFilesLimit(file)
  }
  t.strictSame([shown('1024'), shown('unlimited')], [1024, Infinity])
  t.strictSame([shown('a few'), openFilesLimit('/nowhere')], [undefined, undefined])
  t.equal(readConfig({}).clientConnections > 0, true)
})

t.test('a config cannot be changed after it was read', async (t) => {
  t.equal(Object.isFrozen(readConfig({})), true)
})

t.test('the server refuses unknown and bad settings by name, and ignores those of the command line', async (t) => {
  const refused = { name: 'UserError', kind: 'usage' }
  t.throws(() => readConfig({ FINTRACK_PROT: '1' }), {
    ...refused, message: 'FINTRACK_PROT is not a setting of fintrack; did you mean FINTRACK_PORT?',
  })
  t.throws(() => readConfig({ FINTRACK_PORT: 'http' }), {
    ...refused, message: 'FINTRACK_PORT is "http", which is not a whole number from 0 to 65535.',
  })
  t.throws(() => readConfig({ FINTRACK_DATABASE_URL: 'mysql://u:hunter2@db/book' }),
    {
      ...refused,
      message: 'FINTRACK_DATABASE_URL names a database of the kind "mysql"; PostgreSQL is the one that can be ' +
        'named, as postgres://user:password@host/database.',
    })
  t.equal(readConfig({ FINTRACK_OUTPUT: 'nonsense', FINTRACK_PORT: '' }).port, 8787)
})

t.test('the setting of proxies takes an address or a CIDR that is not nearly everybody', async (t) => {
  const refusal = (text: string) => {
    try {
      readConfig({ FINTRACK_TRUST_PROXY: text })
    } catch (error) {
      return error instanceof Error && error.name === 'UserError' ? error.message : error
    }
    return 'nothing'
  }
  for (const [text, named] of [
    ['proxy', 'proxy'], ['10.0.0.1,', ''], [' ', ''], ['10.0.0.1;10.0.0.2', '10.0.0.1;10.0.0.2'],
    ['::1, 10.0.0.0/33', '10.0.0.0/33'], ['true', 'true'],
    ['1', '1'], ['loopback', 'loopback'], ['*', '*'], ['127.1', '127.1'],
  ] as const) {
    t.equal(
      refusal(text), `FINTRACK_TRUST_PROXY names "${named}", which is not an IP address or CIDR, such as 10.0.0.0/8.`
    )
  }
  t.throws(
    () => readConfig({ FINTRACK_METRICS_FROM: 'me' }),
    { message: 'FINTRACK_METRICS_FROM names "me", which is not an IP address or CIDR, such as 10.0.0.0/8.' }
  )
  for (const text of ['0.0.0.0/0', '::/0', '0.0.0.0/1', '128.0.0.0/7', '2000::/3', '::ffff:0.0.0.0/96']) {
    t.equal(
      refusal(`10.0.0.1,${text}`),
      `FINTRACK_TRUST_PROXY names "${text}", which would believe almost everyone; name the proxies alone.`
    )
  }
  for (const text of [
    '127.0.0.1', '10.0.0.0/8', 'fc00::/7', '::ffff:10.0.0.0/104',
  ]) t.strictSame(readConfig({ FINTRACK_TRUST_PROXY: text }).trustProxy, [text])
})

t.test('the name in FINTRACK_PUBLIC_URL is one of the server\'s, and what is no address is refused', async (t) => {
  for (const url of ['https://money.example:8443/x', 'https://money.example.']) {
    t.strictSame(readConfig({ FINTRACK_PUBLIC_URL: url }).names, ['127.0.0.1', 'money.example'], url)
  }
  for (const url of ['money.example', 'ftp://money.example', 'https://']) {
    t.throws(() => readConfig({ FINTRACK_PUBLIC_URL: url }), {
      message: `FINTRACK_PUBLIC_URL is "${url}", which is not an address such as https://money.example.`,
    })
  }
})
