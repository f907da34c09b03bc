import t from 'tap'
import { storageFailure, toLogged, toProblem } from '../../../src/db/errors/storage-problem.ts'
import { sqliteError } from '../../helpers/errors.ts'

/** What the client gets and what is logged. */
function outcome (error: unknown): unknown {
  const failure = storageFailure(error)
  if (failure === undefined) return undefined
  const { problem, logged } = failure
  return [problem?.code, problem?.message, problem?.extras.retryAfterSeconds, logged?.message]
}

t.test('each error of the database becomes the problem that it means', async (t) => {
  t.strictSame(outcome(sqliteError('SQLITE_FULL', 'database or disk is full')),
    ['storage_full', 'The disk is full: nothing was stored. Reading still works.', 60, undefined])
  const busy = ['unavailable', 'The database is busy; nothing was stored.', 5, undefined]
  t.strictSame(outcome(sqliteError('SQLITE_BUSY', 'database is locked')), busy)
  t.strictSame(outcome(sqliteError('SQLITE_LOCKED', 'database table is locked')), busy)
  t.strictSame(outcome(sqliteError('SQLITE_INTERRUPT', 'interrupted')), busy)
  t.strictSame(
    outcome(Object.assign(new Error('Knex: Timeout acquiring a connection.'), { name: 'KnexTimeoutError' })), busy
  )
  for (const [code, message] of [
    ['SQLITE_IOERR', 'disk I/O error'], ['SQLITE_READONLY', 'attempt to write a readonly database'],
    ['SQLITE_CANTOPEN', 'unable to open database file'],
  ] as const) {
    t.strictSame(outcome(sqliteError(code, message)), [
      'unavailable',
      'The disk failed. The request may not have been stored; look before you send it again.',
      60,
      `${code}: ${message}`,
    ])
  }
  for (const [code, message] of [
    ['SQLITE_CORRUPT', 'database disk image is malformed'], ['SQLITE_NOTADB', 'file is not a database'],
  ] as const) {
    t.strictSame(outcome(sqliteError(code, message)), [
      'internal_error', 'The database is damaged; `fintrack doctor`, where it is, says more, and `fintrack restore` ' +
        'puts a backup in its place.', undefined, `${code}: ${message}`,
    ])
  }
  t.strictSame(outcome(sqliteError('SQLITE_ERROR', 'no such table: x')), [
    undefined, undefined, undefined, 'SQLITE_ERROR: no such table: x',
  ])
})

t.test('an error that is not the database\'s becomes no problem', async (t) => {
  for (const error of [
    undefined, 'SQLITE_FULL', new Error('SQLITE_FULL'), Object.assign(new Error('x'), { code: 'ENOSPC' }),
    Object.assign(new Error('x'), { code: 7 }), { code: 'SQLITE_FULL' },
  ]) {
    t.equal(outcome(error), undefined)
  }
})

t.test('the logged error of the database holds no statement', async (t) => {
  const { logged } = storageFailure(sqliteError('SQLITE_IOERR', 'disk I/O error')) ?? {}
  t.equal(logged?.stack, 'StorageError: SQLITE_IOERR: disk I/O error')
  const bare = Object.assign(new Error('insert into users'), { code: 'SQLITE_CORRUPT' })
  t.equal(storageFailure(bare)?.logged?.stack, 'StorageError: SQLITE_CORRUPT')
})

t.test('an error that is not the database\'s is passed on and logged as it is', async (t) => {
  const full = sqliteError('SQLITE_FULL', 'database or disk is full')
  const failed = sqliteError('SQLITE_IOERR', 'disk I/O error')
  const other = new Error('x')
  t.match([toProblem(full), toProblem(failed), toProblem(other)], [
    { code: 'storage_full' }, { code: 'unavailable' }, other,
  ])
  t.match([toLogged(full), toLogged(failed), toLogged(other)], [full, { name: 'StorageError' }, other])
})
