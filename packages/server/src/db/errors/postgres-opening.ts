/**
 * Why a book on PostgreSQL cannot be opened or read, for its operator: by the code, with the remedy, named as they
 * named the database.
 */
import { addressInWords, databaseAddress, serverInWords } from '@fintrack/contract/database-url'
import { UserError, type ErrorKind } from '@fintrack/contract/errors'
import { quote } from '@fintrack/contract/text'
import { inNames, isPostgresError, type PostgresError } from './postgres.ts'
import { StorageError } from './storage-error.ts'

/** The setting that names the database where no option does. */
export const DATABASE_URL_SETTING = 'FINTRACK_DATABASE_URL'

/** A database as the user named it. */
export interface DatabasePlace {
  readonly url: string
  /** The option or the setting that names it; undefined for the setting of a server. */
  readonly named?: string
}

interface Description {
  readonly codes: RegExp
  /** The kind, where it is not the book's: it passes by itself. */
  readonly kind?: ErrorKind
  /** The sentence, after the database in words. */
  readonly sentence: string
  readonly hint: (named: string) => string
}

/** What PostgreSQL refuses a new connection for, by its state. */
const REFUSALS: readonly Description[] = [
  {
    codes: /^28/,
    sentence: 'does not let this user in',
    hint: (named) => `look at the user in ${named} and at the password, and at pg_hba.conf, which may want TLS ` +
      '(sslmode)',
  },
  {
    codes: /^3F000$|^42501$/,
    sentence: 'does not let this user make tables there',
    hint: (named) => `make the user of ${named} the owner of the database`,
  },
  {
    codes: /^25006$/,
    kind: 'unreachable',
    sentence: 'takes no writes',
    hint: (named) => `name the primary in ${named}, where this is a standby; or look at ` +
      'default_transaction_read_only, and at a pooler, which is to be in session mode',
  },
  {
    codes: /^53300$/,
    kind: 'unreachable',
    sentence: 'has no connection left',
    hint: () => 'raise max_connections there, or lower FINTRACK_DATABASE_CONNECTIONS of the servers',
  },
  {
    codes: /^55000$/,
    sentence: 'takes no connections',
    hint: () => 'allow them: ALTER DATABASE … ALLOW_CONNECTIONS true',
  },
  {
    codes: /^57P03$/,
    kind: 'unreachable',
    sentence: 'is starting or stopping',
    hint: () => 'run this again in a moment',
  },
  {
    codes: /^08|^57P/,
    kind: 'unreachable',
    sentence: 'has cut the connection',
    hint: () => 'look at its log, and run this again',
  },
  { codes: /^53100$/, sentence: 'has no room left on its disk', hint: () => 'make room there, and run this again' },
  {
    codes: /^55P03$|^57014$/,
    kind: 'unreachable',
    sentence: 'is busy: another transaction may hold a lock',
    hint: () => 'run this again in a moment',
  },
]

/** Why there is no connection, by the code of Node.js or OpenSSL. */
const LOSSES: readonly Description[] = [
  {
    codes: /^(?:DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/,
    sentence: 'presents a certificate from an authority that this machine does not trust',
    hint: (named) => `name the file of that authority in ${named}: sslrootcert=/path/to/ca.pem`,
  },
  {
    codes: /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    sentence: 'presents a certificate for another host',
    hint: (named) => `name the host in ${named} as its certificate does; sslmode=verify-ca takes any host of an ` +
      'authority of your own',
  },
  {
    codes: /^CERT_/,
    sentence: 'presents a certificate that has expired or is not valid yet',
    hint: () => 'give it a new one, and look at the clocks of both machines',
  },
  {
    codes: /^ERR_(?:OSSL|SSL)_|^EPROTO$/,
    sentence: 'and this machine cannot agree on TLS',
    hint: (named) => `look at the files that ${named} names (they are to be PEM), and at the log of PostgreSQL`,
  },
]

/** The driver has no code for a server without TLS: its message is the only sign. */
function isWithoutTls (cause: unknown): boolean {
  return cause instanceof Error && cause.message.includes('does not support SSL')
}

function lossError ({ code = 'no answer', cause }: StorageError, words: string, named: string): UserError {
  if (cause instanceof UserError) return cause
  if (isWithoutTls(cause)) {
    return new UserError('book', `${words} does not support TLS, but sslmode requires it.`,
      {
        hint: `set ssl=on in its postgresql.conf; or, on a trusted network, sslmode=disable in ${named}`,
        place: named,
        cause,
      })
  }
  const description = LOSSES.find(({ codes }) => codes.test(code))
  return description === undefined
    ? new UserError('unreachable', `${words} cannot be reached (${code}).`, {
      hint: `look at ${named}, and whether PostgreSQL runs there`, place: named, cause,
    })
    : new UserError('book', `${words} ${description.sentence} (${code}).`, {
      hint: description.hint(named), place: named, cause,
    })
}

/** A table or column that is not there. Its name is ours; PostgreSQL writes it into its message, in English or not. */
function missingPart (error: PostgresError): string {
  return / - ((?:relation|column) \S+ does not exist)$/.exec(error.message)?.[1] ?? inNames(error)
}

/**
 * An error of PostgreSQL or of the connection to it, as a UserError where somebody can do something about it; any
 * other error as it is.
 */
export function openingError (error: unknown, { url, named = DATABASE_URL_SETTING }: DatabasePlace): unknown {
  const address = databaseAddress(url)
  const words = addressInWords(address)
  if (error instanceof StorageError) return lossError(error, words, named)
  if (!isPostgresError(error)) return error
  const refused = (message: string, hint: string, kind: ErrorKind = 'book') => new UserError(kind, message, {
    hint, place: named, cause: error,
  })
  if (error.code === '3D000') {
    return refused(
      `There is no database ${quote(address.database)} at ${serverInWords(address)}.`,
      `make it with \`createdb\`, or name another in ${named}`
    )
  }
  if (/^42(?:P01|703)$/.test(error.code)) {
    return refused(
    `The book in ${words} is not whole (${missingPart(error)}).`, `name another database in ${named}`
    )
  }
  const description = REFUSALS.find(({ codes }) => codes.test(error.code))
  return description === undefined
    ? error
    : refused(`${words} ${description.sentence}.`, description.hint(named), description.kind)
}

/** As `openingError`, for a database that is only read. */
export function readingError (error: unknown, place: DatabasePlace): unknown {
  const { url, named = DATABASE_URL_SETTING } = place
  if (!isPostgresError(error) || error.code !== '42501') return openingError(error, place)
  return new UserError('book', `${addressInWords(databaseAddress(url))} does not let this user read its book.`, {
    hint: 'let its owner run GRANT SELECT ON ALL TABLES IN SCHEMA public TO that user, and the same ON ALL ' +
      `SEQUENCES; or name the owner in ${named}`,
    place: named,
    cause: error,
  })
}
