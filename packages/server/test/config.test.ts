import t from 'tap'
import { readConfig } from '../src/config.ts'
import { defaultDataDir } from '../src/data-dir.ts'

t.test('without settings a server is private, and its limits are the contract\'s', async (t) => {
  t.strictSame(readConfig({}), {
    dataDir: defaultDataDir({}),
    host: '127.0.0.1',
    port: 8787,
    logLevel: 'info',
    currency: 'USD',
    registration: 'open',
    accessTokenSeconds: 300,
    sessionDays: 90,
    refreshGraceSeconds: 30,
    refreshRotation: true,
    importLimitBytes: 64 * 1024 * 1024,
    bodyLimitBytes: 64 * 1024,
    requestTimeoutMs: 30_000,
    shutdownMs: 5000,
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
    PATH: '/bin',
  }), {
    dataDir: '/data',
    host: '::',
    port: 0,
    logLevel: 'warn',
    currency: 'JPY',
    registration: 'first',
    accessTokenSeconds: 1,
    sessionDays: 2,
    refreshGraceSeconds: 3,
    refreshRotation: false,
    importLimitBytes: 4 * 1024 * 1024,
    bodyLimitBytes: 5 * 1024,
    requestTimeoutMs: 6000,
    shutdownMs: 7000,
  })
})

t.test('it cannot be changed afterwards', async (t) => {
  t.equal(Object.isFrozen(readConfig({})), true)
})

t.test('unknown, bad and later settings are refused by name; the command line\'s are let be', async (t) => {
  const refused = { name: 'SettingFault' }
  t.throws(() => readConfig({ FINTRACK_PROT: '1' }), { ...refused, message: 'FINTRACK_PROT is not a setting of fintrack; did you mean FINTRACK_PORT?' })
  t.throws(() => readConfig({ FINTRACK_PORT: 'http' }), { ...refused, message: 'FINTRACK_PORT is "http", which is not a whole number from 0 to 65535.' })
  t.throws(() => readConfig({ FINTRACK_JWT_SECRET: 'x' }),
    { ...refused, message: 'FINTRACK_JWT_SECRET is for a later release: this one would ignore it, so leave it unset.' })
  t.equal(readConfig({ FINTRACK_OUTPUT: 'nonsense', FINTRACK_PORT: '' }).port, 8787)
})
