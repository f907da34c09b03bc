import { UserError } from '@fintrack/contract/errors'
import t from 'tap'
import { connectionFailure, openingError, readingError } from '../../../src/db/errors/postgres-opening.ts'
import { isPostgresError } from '../../../src/db/errors/postgres.ts'
import { lostConnection, StorageError } from '../../../src/db/errors/storage-error.ts'
import { refusalOf } from '../../../src/db/errors/violation.ts'
import { sqliteError } from '../../helpers/errors.ts'

const PLACE = { url: 'postgres://anna@db.example/book', named: '--to' }

function postgresError (code: string, message = 'it says something in any language'): Error {
  return Object.assign(new Error(message), { severity: 'FATAL', code })
}

function toldOf (error: unknown): unknown {
  const { kind, message, hint, place } = Object(error)
  return [kind, message, hint, place]
}

t.test('each state with which PostgreSQL refuses a connection has a sentence that names the place', async (t) => {
  const states: Array<[string, string, RegExp, RegExp]> = [
    ['28P01', 'book', /does not let this user in\.$/, /the user in --to/],
    ['42501', 'book', /does not let this user make tables there\.$/, /the user of --to/],
    ['25006', 'unreachable', /takes no writes\.$/, /the primary in --to, .* a pooler, which is to be in session mode/],
    ['53300', 'unreachable', /has no connection left\.$/, /max_connections/],
    ['55000', 'book', /takes no connections\.$/, /ALLOW_CONNECTIONS/],
    ['57P03', 'unreachable', /is starting or stopping\.$/, /in a moment/],
    ['57P01', 'unreachable', /has cut the connection\.$/, /its log/],
    ['53100', 'book', /has no room left on its disk\.$/, /make room/],
    ['55P03', 'unreachable', /is busy/, /in a moment/],
    ['3D000', 'book', /^There is no database "book" at db\.example\.$/, /another in --to/],
    ['42P01', 'book', /is not whole \(PostgreSQL 42P01\)\.$/, /another database in --to/],
  ]
  for (const [code, kind, message, hint] of states) {
    t.match(toldOf(openingError(postgresError(code), PLACE)), [kind, message, hint, '--to'], code)
  }
  t.match(toldOf(openingError(postgresError('42703', 'SELECT x - column x does not exist'), PLACE)),
    ['book', /is not whole \(column x does not exist\)\.$/])
  const syntax = postgresError('42601')
  t.equal(openingError(syntax, PLACE), syntax, 'what nobody can do anything about stays as it is')
  const other = new TypeError('x is not a function')
  t.equal(openingError(other, PLACE), other)
})

t.test('each reason why a connection to PostgreSQL fails has a sentence', async (t) => {
  const reasons: Array<[string, string, RegExp, RegExp]> = [
    [
      'SELF_SIGNED_CERT_IN_CHAIN',
      'book',
      /authority that this machine does not trust \(SELF_SIGNED_CERT_IN_CHAIN\)\.$/,
      /sslrootcert/,
    ],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'book', /certificate for another host/, /the host in --to/],
    ['CERT_HAS_EXPIRED', 'book', /has expired or is not valid yet/, /clocks/],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'book', /cannot agree on TLS/, /that --to names/],
    ['ECONNREFUSED', 'unreachable', /cannot be reached \(ECONNREFUSED\)\.$/, /look at --to/],
  ]
  for (const [code, kind, message, hint] of reasons) {
    const error = lostConnection(Object.assign(new Error('no'), { code }))
    t.match(toldOf(openingError(error, PLACE)), [kind, message, hint, '--to'], code)
  }
  t.match(toldOf(openingError(lostConnection(new Error('The server does not support SSL connections')), PLACE)),
    ['book', /does not support TLS, but sslmode requires it\.$/, /sslmode=disable in --to/])
})

t.test('a connection that cannot be made has its reason in a word, also where nobody foresaw it', async (t) => {
  const reasonOf = (error: Error) => {
    if (!isPostgresError(error) && !(error instanceof StorageError)) throw error
    return connectionFailure(error, PLACE).reason
  }
  for (const [code, reason] of [
    ['28P01', 'login'], ['42501', 'rights'], ['25006', 'read_only'], ['53300', 'no_connection_left'],
    ['55000', 'closed'], ['57P03', 'starting'], ['57P01', 'cut'], ['53100', 'disk_full'], ['57014', 'busy'],
    ['3D000', 'no_database'], ['42P01', 'not_whole'],
  ] as const) t.equal(reasonOf(postgresError(code)), reason, code)
  for (const [code, reason] of [['CERT_HAS_EXPIRED', 'tls'], ['ECONNREFUSED', 'unreachable']] as const) {
    t.equal(reasonOf(lostConnection(Object.assign(new Error('no'), { code }))), reason, code)
  }
  t.equal(reasonOf(lostConnection(new UserError('book', 'It runs with fsync=off.'))), 'setup')
  t.equal(reasonOf(lostConnection(new Error('The server does not support SSL connections'))), 'tls')
  const refused = postgresError('53400', 'too many secrets')
  t.ok(isPostgresError(refused))
  t.strictSame(isPostgresError(refused) && connectionFailure(refused, PLACE), {
    reason: 'other',
    sentence: 'PostgreSQL at db.example, database "book" refuses connections (PostgreSQL 53400).',
    hint: 'look at its log',
  })
})

t.test('an error of PostgreSQL names the setting where no option names the place', async (t) => {
  const { url } = PLACE
  t.match(toldOf(openingError(postgresError('3D000'), { url })), [
    'book', String, /FINTRACK_DATABASE_URL/, 'FINTRACK_DATABASE_URL',
  ])
  t.match(toldOf(readingError(postgresError('42501'), { url })), [
    'book', /does not let this user read its book/, /GRANT SELECT/,
  ])
  t.match(toldOf(readingError(postgresError('28000'), { url })), ['book', /does not let this user in/])
})

t.test('the refusal of a row names its constraint, and other errors are not taken for one', async (t) => {
  t.equal(refusalOf(postgresError('23514')), 'PostgreSQL 23514')
  t.equal(refusalOf(postgresError('40001')), undefined)
  t.equal(
    refusalOf(sqliteError('SQLITE_CONSTRAINT', 'CHECK constraint failed: amount')), 'CHECK constraint failed: amount'
  )
  t.equal(refusalOf(sqliteError('SQLITE_BUSY', 'database is locked')), undefined)
})
