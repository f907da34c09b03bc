/**
 * Why a book on PostgreSQL cannot be opened or read, for its operator: by the code, with the remedy, named as they
 * named the database.
 */
import { addressInWords, databaseAddress, serverInWords, type DatabaseAddress } from '@fintrack/contract/database-url'
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
  readonly reason: string
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
    reason: 'login',
    sentence: 'does not let this user in',
    hint: (named) => `look at the user in ${named} and at the password, and at pg_hba.conf, which may want TLS ` +
      '(sslmode)',
  },
  {
    codes: /^3F000$|^42501$/,
    reason: 'rights',
    sentence: 'does not let this user make tables there',
    hint: (named) => `make the user of ${named} the owner of the database`,
  },
  {
    codes: /^25006$/,
    reason: 'read_only',
    kind: 'unreachable',
    sentence: 'takes no writes',
    hint: (named) => `name the primary in ${named}, where this is a standby; or look at ` +
      'default_transaction_read_only, and at a pooler, which is to be in session mode',
  },
  {
    codes: /^53300$/,
    reason: 'no_connection_left',
    kind: 'unreachable',
    sentence: 'has no connection left',
    hint: () => 'raise max_connections there, or lower FINTRACK_DATABASE_CONNECTIONS of the servers',
  },
  {
    codes: /^55000$/,
    reason: 'closed',
    sentence: 'takes no connections',
    hint: () => 'allow them: ALTER DATABASE … ALLOW_CONNECTIONS true',
  },
  {
    codes: /^57P03$/,
    reason: 'starting',
    kind: 'unreachable',
    sentence: 'is starting or stopping',
    hint: () => 'run this again in a moment',
  },
  {
    codes: /^08|^57P/,
    reason: 'cut',
    kind: 'unreachable',
    sentence: 'has cut the connection',
    hint: () => 'look at its log, and run this again',
  },
  {
    codes: /^53100$/,
    reason: 'disk_full',
    sentence: 'has no room left on its disk',
    hint: () => 'make room there, and run this again',
  },
  {
    codes: /^55P03$|^57014$/,
    reason: 'busy',
    kind: 'unreachable',
    sentence: 'is busy: another transaction may hold a lock',
    hint: () => 'run this again in a moment',
  },
]

/** Why there is no connection, by the code of Node.js or OpenSSL. */
const LOSSES: readonly Description[] = [
  {
    codes: /^(?:DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/,
    reason: 'tls',
    sentence: 'presents a certificate from an authority that this machine does not trust',
    hint: (named) => `name the file of that authority in ${named}: sslrootcert=/path/to/ca.pem`,
  },
  {
    codes: /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    reason: 'tls',
    sentence: 'presents a certificate for another host',
    hint: (named) => `name the host in ${named} as its certificate does; sslmode=verify-ca takes any host of an ` +
      'authority of your own',
  },
  {
    codes: /^CERT_/,
    reason: 'tls',
    sentence: 'presents a certificate that has expired or is not valid yet',
    hint: () => 'give it a new one, and look at the clocks of both machines',
  },
  {
    codes: /^ERR_(?:OSSL|SSL)_|^EPROTO$/,
    reason: 'tls',
    sentence: 'and this machine cannot agree on TLS',
    hint: (named) => `look at the files that ${named} names (they are to be PEM), and at the log of PostgreSQL`,
  },
]

/** Why a database cannot be used: in a word, and for its operator. */
type Explained = readonly [reason: string, error: UserError]

/** The driver has no code for a server without TLS: its message is the only sign. */
function isWithoutTls (cause: unknown): boolean {
  return cause instanceof Error && cause.message.includes('does not support SSL')
}

function explainLoss ({ code = 'no answer', cause }: StorageError, words: string, named: string): Explained {
  if (cause instanceof UserError) return ['setup', cause]
  if (isWithoutTls(cause)) {
    return ['tls', new UserError('book', `${words} does not support TLS, but sslmode requires it.`,
      {
        hint: `set ssl=on in its postgresql.conf; or, on a trusted network, sslmode=disable in ${named}`,
        place: named,
        cause,
      })]
  }
  const description = LOSSES.find(({ codes }) => codes.test(code))
  return description === undefined
    ? ['unreachable', new UserError('unreachable', `${words} cannot be reached (${code}).`, {
        hint: `look at ${named}, and whether PostgreSQL runs there`, place: named, cause,
      })]
    : [description.reason, new UserError('book', `${words} ${description.sentence} (${code}).`, {
        hint: description.hint(named), place: named, cause,
      })]
}

/** A table or column that is not there. Its name is ours; PostgreSQL writes it into its message, in English or not. */
function missingPart (error: PostgresError): string {
  return / - ((?:relation|column) \S+ does not exist)$/.exec(error.message)?.[1] ?? inNames(error)
}

/** What a state means that nobody foresaw. */
const UNFORESEEN = 'other'

function explainRefusal (error: PostgresError, address: DatabaseAddress, named: string): Explained {
  const words = addressInWords(address)
  const refused = (reason: string, message: string, hint: string, kind: ErrorKind = 'book'): Explained =>
    [reason, new UserError(kind, message, { hint, place: named, cause: error })]
  if (error.code === '3D000') {
    return refused(
      'no_database',
      `There is no database ${quote(address.database)} at ${serverInWords(address)}.`,
      `make it with \`createdb\`, or name another in ${named}`
    )
  }
  if (/^42(?:P01|703)$/.test(error.code)) {
    return refused(
      'not_whole',
      `The book in ${words} is not whole (${missingPart(error)}).`,
      `name another database in ${named}`
    )
  }
  const description = REFUSALS.find(({ codes }) => codes.test(error.code))
  return description === undefined
    ? refused(UNFORESEEN, `${words} refuses connections (${inNames(error)}).`, 'look at its log')
    : refused(description.reason, `${words} ${description.sentence}.`, description.hint(named), description.kind)
}

function explain (
  error: PostgresError | StorageError, { url, named = DATABASE_URL_SETTING }: DatabasePlace
): Explained {
  const address = databaseAddress(url)
  return error instanceof StorageError
    ? explainLoss(error, addressInWords(address), named)
    : explainRefusal(error, address, named)
}

/**
 * An error of PostgreSQL or of the connection to it, as a UserError where somebody can do something about it; any
 * other error as it is.
 */
export function openingError (error: unknown, place: DatabasePlace): unknown {
  if (!(error instanceof StorageError) && !isPostgresError(error)) return error
  const [reason, explained] = explain(error, place)
  return reason === UNFORESEEN ? error : explained
}

/** Why a connection could not be made while a server runs: what it would have said at its start. */
export interface ConnectionFailure {
  /** In a word, for counts. */
  readonly reason: string
  readonly sentence: string
  readonly hint: string | undefined
}

export function connectionFailure (error: PostgresError | StorageError, place: DatabasePlace): ConnectionFailure {
  const [reason, { message, hint }] = explain(error, place)
  return { reason, sentence: message, hint }
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
