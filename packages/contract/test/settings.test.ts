import t from 'tap'
import { UserError } from '../src/errors.ts'
import { readSettings, SETTINGS, type Environment, type Setting } from '../src/settings.ts'

const ALL = ['client', 'book', 'server'] as const
const refused = (env: Environment, sides: ReadonlyArray<Setting['side']> = ALL): string => {
  try {
    readSettings(env, sides)
  } catch (error) {
    if (error instanceof UserError) return error.message
    throw error
  }
  return 'nothing'
}
const table: Array<[string, Setting]> = Object.entries(SETTINGS)

t.test('without an environment every setting has its default', async (t) => {
  t.strictSame(readSettings({}, ALL), {
    FINTRACK_SERVER: undefined,
    FINTRACK_TOKEN: undefined,
    FINTRACK_PROFILE: 'default',
    FINTRACK_OUTPUT: undefined,
    FINTRACK_CONFIG_DIR: undefined,
    FINTRACK_NO_INPUT: false,
    FINTRACK_TIMEOUT_SECONDS: 20,
    FINTRACK_TODAY: undefined,
    FINTRACK_DATA_DIR: undefined,
    FINTRACK_DATABASE_URL: undefined,
    FINTRACK_STATEMENT_TIMEOUT_SECONDS: 30,
    FINTRACK_CURRENCY: 'USD',
    FINTRACK_PUBLIC_URL: undefined,
    FINTRACK_REQUESTS_PER_USER: 32,
    FINTRACK_SESSIONS_PER_USER: 1000,
    FINTRACK_TOKENS_PER_USER: 100,
    FINTRACK_CATEGORIES_PER_USER: 5000,
    FINTRACK_ROWS_PER_USER: 1_000_000,
    FINTRACK_ROWS_PER_CHANGE: 50_000,
    FINTRACK_HOST: '127.0.0.1',
    FINTRACK_PORT: 8787,
    FINTRACK_LOG_LEVEL: 'info',
    FINTRACK_REGISTRATION: 'open',
    FINTRACK_JWT_SECRET: undefined,
    FINTRACK_AUDIT_DAYS: 365,
    FINTRACK_TRUST_PROXY: undefined,
    FINTRACK_METRICS_FROM: '127.0.0.0/8,::1',
    FINTRACK_ACCESS_TOKEN_SECONDS: 300,
    FINTRACK_SESSION_DAYS: 90,
    FINTRACK_SESSION_MAX_DAYS: 365,
    FINTRACK_REFRESH_GRACE_SECONDS: 30,
    FINTRACK_REFRESH_ROTATION: true,
    FINTRACK_REGISTRATIONS_PER_ADDRESS: 60,
    FINTRACK_LOGIN_FAILURES_PER_ACCOUNT: 10,
    FINTRACK_LOGIN_FAILURES_PER_ADDRESS: 100,
    FINTRACK_THROTTLE_WINDOW_SECONDS: 900,
    FINTRACK_IMPORT_LIMIT_MIB: 16,
    FINTRACK_BODY_LIMIT_KIB: 64,
    FINTRACK_REQUEST_TIMEOUT_SECONDS: 30,
    FINTRACK_IDLE_TIMEOUT_SECONDS: 300,
    FINTRACK_CLIENT_CONNECTIONS: undefined,
    FINTRACK_DATABASE_CONNECTIONS: 10,
    FINTRACK_SHUTDOWN_SECONDS: 5,
  })
})

t.test('every default is a value of its setting, and every meaning one phrase', async (t) => {
  for (const [name, setting] of table) {
    t.match(setting.meaning, /^\S.*[^.\s]$/, name)
    if (setting.kind === 'integer' && 'default' in setting) {
      t.ok(setting.least <= setting.default && setting.default <= setting.most, name)
    }
    if (setting.kind === 'choice' && setting.default !== undefined) {
      t.ok(
        setting.choices.includes(setting.default), name
      )
    }
    if ('default' in setting) {
      t.strictSame(readSettings({ [name]: String(setting.default) }, ALL), readSettings({}, ALL), name)
    }
  }
})

t.test('an empty setting counts as none, and variables of other programs are ignored', async (t) => {
  const empty = Object.fromEntries(table.map(([name]) => [name, '']))
  t.strictSame(
    readSettings({ ...empty, PATH: '/bin', fintrack_port: 'x', XFINTRACK_PORT: 'x', FINTRACK: 'x' }, ALL),
    readSettings({}, ALL)
  )
  t.strictSame(readSettings({ FINTRACK_PORT: undefined }, ALL), readSettings({}, ALL))
})

t.test('each kind of setting is read', async (t) => {
  const {
    FINTRACK_SERVER, FINTRACK_TODAY, FINTRACK_CURRENCY, FINTRACK_OUTPUT, FINTRACK_PORT, FINTRACK_NO_INPUT,
  } = readSettings({
    FINTRACK_SERVER: ' http://127.0.0.1:8787',
    FINTRACK_TODAY: '2024-02-29',
    FINTRACK_CURRENCY: 'JPY',
    FINTRACK_OUTPUT: 'ndjson',
    FINTRACK_PORT: '0443',
    FINTRACK_NO_INPUT: 'Yes',
  }, ALL)
  t.strictSame(
    { FINTRACK_SERVER, FINTRACK_TODAY, FINTRACK_CURRENCY, FINTRACK_OUTPUT, FINTRACK_PORT, FINTRACK_NO_INPUT },
    {
      FINTRACK_SERVER: ' http://127.0.0.1:8787',
      FINTRACK_TODAY: '2024-02-29',
      FINTRACK_CURRENCY: 'JPY',
      FINTRACK_OUTPUT: 'ndjson',
      FINTRACK_PORT: 443,
      FINTRACK_NO_INPUT: true,
    })
  for (const [text, value] of [
    ['on', true], ['TRUE', true], ['yes', true], ['1', true], ['off', false], ['False', false], ['no', false],
    ['0', false],
  ] as const) {
    t.equal(readSettings({ FINTRACK_REFRESH_ROTATION: text }, ALL).FINTRACK_REFRESH_ROTATION, value, text)
  }
  t.equal(readSettings({ FINTRACK_PORT: '65535' }, ALL).FINTRACK_PORT, 65_535)
  t.equal(readSettings({ FINTRACK_PORT: '0' }, ALL).FINTRACK_PORT, 0)
})

t.test('a bad setting is refused with its value and an example', async (t) => {
  t.equal(
    refused({ FINTRACK_TODAY: '2023-02-29' }), 'FINTRACK_TODAY is "2023-02-29", which is not a day as YYYY-MM-DD.'
  )
  t.equal(
    refused({ FINTRACK_CURRENCY: 'eur' }),
    'FINTRACK_CURRENCY is "eur", which is not an ISO 4217 currency code, such as EUR.'
  )
  t.equal(
    refused({ FINTRACK_OUTPUT: 'xml' }),
    'FINTRACK_OUTPUT is "xml", which is not one of table, json, csv, tsv or ndjson.'
  )
  t.equal(
    refused({ FINTRACK_REGISTRATION: 'Open' }),
    'FINTRACK_REGISTRATION is "Open", which is not one of open, first or closed.'
  )
  t.equal(refused({ FINTRACK_NO_INPUT: 'maybe' }), 'FINTRACK_NO_INPUT is "maybe", which is not on or off.')
  for (const text of [
    'constructor', '__proto__', 'toString', 'ON ', '2',
  ]) t.match(refused({ FINTRACK_NO_INPUT: text }), /is not on or off\.$/, text)
  for (const text of [
    '65536', '-1', '1.5', '1e3', '0x10', ' 80', '80 ', '8787x', '99999999999999999999', '٣', 'Infinity', '+1',
  ]) {
    t.equal(
      refused({ FINTRACK_PORT: text }),
      `FINTRACK_PORT is ${JSON.stringify(text)}, which is not a whole number from 0 to 65535.`
    )
  }
  t.match(refused({ FINTRACK_ACCESS_TOKEN_SECONDS: '0' }), /a whole number from 1 to 86400\.$/)
})

t.test('a secret setting that is too short is refused, and its value never repeated [V11.2.3 P2.10]', async (t) => {
  const read = (secret: string) => readSettings({ FINTRACK_JWT_SECRET: secret }, ALL).FINTRACK_JWT_SECRET
  for (const secret of [
    'a'.repeat(32), 'ü'.repeat(16), ` ${'a'.repeat(30)} `, 'a'.repeat(1000),
  ]) t.equal(read(secret), secret, 'taken exactly as given')
  for (const [secret, bytes] of [['a', 1], ['hunter2', 7], ['a'.repeat(31), 31], ['ü'.repeat(15), 30]] as const) {
    t.equal(refused({ FINTRACK_JWT_SECRET: secret }),
      `FINTRACK_JWT_SECRET has ${bytes} bytes; a secret needs 32 or more, such as \`openssl rand -base64 32\` makes.`)
  }
})

t.test('an unknown setting is refused on every side, with the nearest name', async (t) => {
  t.equal(
    refused({ FINTRACK_PROT: '1' }, []), 'FINTRACK_PROT is not a setting of fintrack; did you mean FINTRACK_PORT?'
  )
  t.equal(
    refused({ FINTRACK_CURENCY: 'EUR' }),
    'FINTRACK_CURENCY is not a setting of fintrack; did you mean FINTRACK_CURRENCY?'
  )
  t.equal(
    refused({ FINTRACK_URL: '' }), 'FINTRACK_URL is not a setting of fintrack; did you mean FINTRACK_PUBLIC_URL?'
  )
  t.equal(
    refused({ FINTRACK_LOGLEVEL: 'info' }),
    'FINTRACK_LOGLEVEL is not a setting of fintrack; did you mean FINTRACK_LOG_LEVEL?'
  )
  for (const name of ['FINTRACK_', 'FINTRACK_COLOUR_OF_THE_SKY', 'FINTRACK_constructor', 'FINTRACK___proto__']) {
    t.equal(refused({ [name]: 'x' }), `${name} is not a setting of fintrack; \`fintrack help environment\` lists them.`)
  }
})

t.test('a bad setting of the other side is ignored, and its default counts', async (t) => {
  const env = {
    FINTRACK_PORT: 'x', FINTRACK_TRUST_PROXY: '10.0.0.0/8', FINTRACK_CURRENCY: 'EUR', FINTRACK_OUTPUT: 'xml',
  }
  t.strictSame(readSettings(env, ['book']), { ...readSettings({}, ALL), FINTRACK_CURRENCY: 'EUR' })
  t.match(refused(env, ['client']), /^FINTRACK_OUTPUT is "xml"/)
  t.match(refused(env, ['book', 'server']), /^FINTRACK_PORT is "x"/)
})

t.test('a database address is taken unchanged, and a bad one is refused without its password', async (t) => {
  const url = 'postgres://ada:a%40b@db.example.org:5433/book?sslmode=require'
  t.equal(readSettings({ FINTRACK_DATABASE_URL: url }, ALL).FINTRACK_DATABASE_URL, url)
  t.equal(refused({ FINTRACK_DATABASE_URL: 'mysql://ada:hunter2@db/book' }),
    'FINTRACK_DATABASE_URL names a database of the kind "mysql"; PostgreSQL is the one that can be named, as ' +
      'postgres://user:password@host/database.')
  t.notMatch(refused({ FINTRACK_DATABASE_URL: 'postgres://ada:hunt@er2@db/book' }), /hunt|er2|ada/)
})
