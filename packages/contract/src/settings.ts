/** The one table of `FINTRACK_*` names, of both sides, and their reading. Loads no schema library. */
import { LOG_LEVELS, OUTPUT_FORMATS, REGISTRATION_POLICIES } from './choices.ts'
import { databaseUrlFault } from './database-url.ts'
import { isDay } from './dates.ts'
import { UserError } from './errors.ts'
import { isCurrency } from './money.ts'
import { listed, nearest, quote } from './text.ts'

interface Base {
  /** Who reads it: the command line, whatever opens a book, or a server. */
  readonly side: 'client' | 'book' | 'server'
  readonly meaning: string
}
interface TextSetting extends Base { readonly kind: 'text', readonly default?: string, readonly defaultText?: string }
interface DaySetting extends Base { readonly kind: 'day' }
interface CurrencySetting extends Base { readonly kind: 'currency', readonly default: string }
interface ChoiceSetting extends Base {
  readonly kind: 'choice', readonly choices: readonly string[], readonly default?: string,
}
interface IntegerSetting extends Base {
  readonly kind: 'integer', readonly least: number, readonly most: number, readonly default: number,
}
/** A whole number that follows from the machine where it is not set. */
interface MeasuredSetting extends Base {
  readonly kind: 'integer', readonly least: number, readonly most: number, readonly defaultText: string,
}
/** Never repeated in a sentence. */
interface SecretSetting extends Base { readonly kind: 'secret', readonly leastBytes: number }
/** Never repeated in a sentence either: it may hold a password. */
interface DatabaseSetting extends Base { readonly kind: 'database' }
interface SwitchSetting extends Base { readonly kind: 'switch', readonly default: boolean }
export type Setting =
  | TextSetting | DaySetting | CurrencySetting | ChoiceSetting | IntegerSetting | MeasuredSetting | SecretSetting
  | DatabaseSetting | SwitchSetting

const PREFIX = 'FINTRACK_'

/** A whole number from the least to the most. @param usual what it is where nobody sets it */
function integer<Side extends Base['side']> (
  side: Side, [least, most]: readonly [number, number], usual: number, meaning: string
) {
  return { side, kind: 'integer', least, most, default: usual, meaning } as const
}

export const SETTINGS = {
  FINTRACK_SERVER: {
    side: 'client', kind: 'text', meaning: 'address of the server to use, such as http://127.0.0.1:8787',
  },
  FINTRACK_TOKEN: { side: 'client', kind: 'text', meaning: 'token to use with the server, not stored' },
  FINTRACK_PROFILE: { side: 'client', kind: 'text', default: 'default', meaning: 'which stored login to use' },
  FINTRACK_OUTPUT: {
    side: 'client', kind: 'choice', choices: OUTPUT_FORMATS, meaning: 'output format, as with --output',
  },
  FINTRACK_CONFIG_DIR: {
    side: 'client', kind: 'text', defaultText: '$XDG_CONFIG_HOME/fintrack or the platform\'s',
    meaning: 'folder of config.json and credentials.json',
  },
  FINTRACK_NO_INPUT: { side: 'client', kind: 'switch', default: false, meaning: 'never ask, as with --no-input' },
  FINTRACK_TIMEOUT_SECONDS: integer(
    'client', [1, 3600], 20, 'longest wait for a server that does not answer, further attempts included'
  ),
  FINTRACK_TODAY: { side: 'client', kind: 'day', meaning: 'day to use as today, for tests and documents' },

  FINTRACK_DATA_DIR: {
    side: 'book', kind: 'text', defaultText: '$XDG_DATA_HOME/fintrack or the platform\'s',
    meaning: 'folder of the book, fintrack.db',
  },
  FINTRACK_DATABASE_URL: {
    side: 'book',
    kind: 'database',
    meaning: 'PostgreSQL database to use instead of the folder, such as postgres://user:password@host/book',
  },
  FINTRACK_STATEMENT_TIMEOUT_SECONDS: integer('book', [1, 3600], 30, 'longest that one statement may run'),
  FINTRACK_CURRENCY: {
    side: 'book', kind: 'currency', default: 'USD', meaning: 'currency of new users that name none',
  },
  FINTRACK_JWT_SECRET: {
    side: 'book', kind: 'secret', leastBytes: 32, meaning: 'secret that signs tokens instead of the generated keys',
  },
  FINTRACK_AUDIT_DAYS: integer('book', [1, 3650], 365, 'how long logins and changes of credentials are kept'),

  FINTRACK_HOST: { side: 'server', kind: 'text', default: '127.0.0.1', meaning: 'address to listen on' },
  FINTRACK_PUBLIC_URL: {
    side: 'server',
    kind: 'text',
    meaning: 'address by which people reach the server, such as https://money.example: it answers to that name',
  },
  FINTRACK_PORT: integer('server', [0, 65_535], 8787, 'port to listen on; 0 takes a free one'),
  FINTRACK_LOG_LEVEL: {
    side: 'server',
    kind: 'choice',
    choices: LOG_LEVELS,
    default: 'info',
    meaning: 'lowest level that is logged',
  },
  FINTRACK_REGISTRATION: {
    side: 'server', kind: 'choice', choices: REGISTRATION_POLICIES, default: 'open',
    meaning: 'who may register: anyone, only the first user, nobody',
  },
  FINTRACK_TRUST_PROXY: {
    side: 'server',
    kind: 'text',
    meaning: 'proxies whose X-Forwarded-For is believed: addresses or CIDRs, with commas between',
  },
  FINTRACK_METRICS_FROM: {
    side: 'server',
    kind: 'text',
    default: '127.0.0.0/8,::1',
    meaning: 'who may read /metrics: addresses or CIDRs, with commas between',
  },
  FINTRACK_ACCESS_TOKEN_SECONDS: integer('server', [1, 86_400], 300, 'life of an access token'),
  FINTRACK_SESSION_DAYS: integer('server', [1, 3650], 90, 'life of a session that is not used'),
  FINTRACK_SESSION_MAX_DAYS: integer('server', [1, 3650], 365, 'longest life of a session, even one in use'),
  FINTRACK_REFRESH_GRACE_SECONDS: integer(
    'server', [0, 3600], 30, 'how long a used refresh token is answered with the same successor'
  ),
  FINTRACK_REFRESH_ROTATION: {
    side: 'server', kind: 'switch', default: true, meaning: 'whether each refresh replaces the refresh token',
  },
  FINTRACK_REQUESTS_PER_USER: integer(
    'server', [1, 10_000], 32,
    'requests of one user, or of strangers from one address, that are answered at the same time'
  ),
  FINTRACK_SESSIONS_PER_USER: integer('server', [1, 1_000_000], 1000, 'open sessions of one user'),
  FINTRACK_TOKENS_PER_USER: integer('server', [1, 1_000_000], 100, 'personal access tokens of one user'),
  FINTRACK_CATEGORIES_PER_USER: integer(
    'book', [1, 1_000_000], 5000, 'categories of one user, and as many accounts and tags'
  ),
  FINTRACK_ROWS_PER_USER: integer(
    'book', [1, 1_000_000_000], 1_000_000,
    'transactions of one user, and as many budgets and checks of balances'
  ),
  FINTRACK_ROWS_PER_CHANGE: integer(
    'book', [1, 1_000_000_000], 50_000, 'rows that one change may touch, such as those of an imported file'
  ),
  FINTRACK_REGISTRATIONS_PER_ADDRESS: integer(
    'server', [1, 1_000_000], 60, 'registrations from one address in an hour'
  ),
  FINTRACK_LOGIN_FAILURES_PER_ACCOUNT: integer(
    'server', [1, 1_000_000], 10, 'failed logins of one user in a window'
  ),
  FINTRACK_LOGIN_FAILURES_PER_ADDRESS: integer(
    'server', [1, 1_000_000], 100, 'failed logins from one address in a window'
  ),
  FINTRACK_THROTTLE_WINDOW_SECONDS: integer(
    'server', [1, 86_400], 900, 'length of the window in which failed logins count'
  ),
  FINTRACK_IMPORT_LIMIT_MIB: integer('book', [1, 1024], 16, 'largest import'),
  FINTRACK_BODY_LIMIT_KIB: integer('server', [1, 4096], 64, 'largest body of any other request'),
  FINTRACK_REQUEST_TIMEOUT_SECONDS: integer('server', [1, 3600], 30, 'time in which a request must have arrived whole'),
  FINTRACK_IDLE_TIMEOUT_SECONDS: integer('server', [1, 86_400], 300, 'time after which an idle connection is closed'),
  FINTRACK_CLIENT_CONNECTIONS: {
    side: 'server', kind: 'integer', least: 1, most: 100_000,
    defaultText: '4096, or as many as the limit of open files leaves',
    meaning: 'most connections of clients; at the next one the server closes an idle one',
  },
  FINTRACK_DATABASE_CONNECTIONS: integer(
    'server', [2, 1000], 10,
    'most connections of a server to PostgreSQL, not counting the one that holds the server lock'
  ),
  FINTRACK_SHUTDOWN_SECONDS: integer('server', [0, 600], 5, 'time that running requests get when the server stops'),
} as const satisfies Record<`${typeof PREFIX}${string}`, Setting>

type SettingName = keyof typeof SETTINGS

type ValueOf<S extends Setting> =
  S extends { kind: 'integer' } ? (S extends { default: number } ? number : number | undefined)
    : S extends { kind: 'switch' } ? boolean
      : S extends { kind: 'choice', choices: readonly (infer Choice)[], default: string } ? Choice
        : S extends { kind: 'choice', choices: readonly (infer Choice)[] } ? Choice | undefined
          : S extends { default: string } ? string
            : string | undefined

export type SettingValues = { readonly [Name in SettingName]: ValueOf<(typeof SETTINGS)[Name]> }
export type Environment = Readonly<Record<string, string | undefined>>

/** A setting that is not known, or whose value is not one. @param message a sentence that names it */
export function settingError (name: string, message: string): UserError {
  return new UserError('usage', message, { hint: '`fintrack help environment` lists the settings.', place: name })
}

const SWITCHES: ReadonlyMap<string, boolean> = new Map(
  Object.entries({ on: true, true: true, yes: true, 1: true, off: false, false: false, no: false, 0: false }))

function read (name: string, setting: Setting, text: string): string | number | boolean {
  const wrong = (expected: string) => settingError(name, `${name} is ${quote(text)}, which is not ${expected}.`)
  switch (setting.kind) {
    case 'text': return text
    case 'day':
      if (!isDay(text)) throw wrong('a day as YYYY-MM-DD')
      return text
    case 'currency':
      if (!isCurrency(text)) throw wrong('an ISO 4217 currency code, such as EUR')
      return text
    case 'choice':
      if (!setting.choices.includes(text)) throw wrong(`one of ${listed(setting.choices, 'or')}`)
      return text
    case 'integer': {
      const value = Number(text)
      if (!/^[0-9]{1,9}$/.test(text) || value < setting.least || value > setting.most) {
        throw wrong(`a whole number from ${setting.least} to ${setting.most}`)
      }
      return value
    }
    case 'secret': {
      const bytes = new TextEncoder().encode(text).length
      if (bytes < setting.leastBytes) {
        throw settingError(name, `${name} has ${bytes} bytes; a secret needs ${setting.leastBytes} or more, such as ` +
          '`openssl rand -base64 32` makes.')
      }
      return text
    }
    case 'database': {
      const fault = databaseUrlFault(text)
      if (fault !== undefined) throw settingError(name, `${name} ${fault}`)
      return text
    }
    case 'switch': {
      const value = SWITCHES.get(text.toLowerCase())
      if (value === undefined) throw wrong('on or off')
      return value
    }
  }
}

/**
 * Reads every setting of the given sides; an empty value counts as none.
 * @throws UserError for a `FINTRACK_*` name that is in no table, or a bad value on one of these sides
 */
export function readSettings (env: Environment, sides: ReadonlyArray<Setting['side']>): SettingValues {
  for (const name of Object.keys(env)) {
    if (!name.startsWith(PREFIX) || Object.hasOwn(SETTINGS, name)) continue
    // Compared without the prefix, which would make any two names alike.
    const candidates = Object.keys(SETTINGS).map((candidate) => candidate.slice(PREFIX.length))
    const meant = nearest(name.slice(PREFIX.length), candidates)
    const hint = meant === undefined ? '`fintrack help environment` lists them.' : `did you mean ${PREFIX}${meant}?`
    throw settingError(name, `${name} is not a setting of fintrack; ${hint}`)
  }
  const values = Object.entries(SETTINGS).map(([name, setting]: [string, Setting]) => {
    const text = env[name]
    const fallback = 'default' in setting ? setting.default : undefined
    if (!sides.includes(setting.side) || text === undefined || text === '') return [name, fallback]
    return [name, read(name, setting, text)]
  })
  // eslint-disable-next-line house/cast -- each name has a value of its kind, which types cannot follow through a map
  return Object.fromEntries(values) as SettingValues
}
