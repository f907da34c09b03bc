import t from 'tap'
import { asLogged, asTold, storageRefusal } from '../../../src/db/errors/storage-problem.ts'

function sqliteError (code: string, message: string): Error {
  return Object.assign(new Error(`insert into \`users\` (\`username\`) values (?) - ${code}: ${message}`), { code, errno: 1 })
}

/** What is told and what is logged. */
function told (error: unknown): unknown {
  const refusal = storageRefusal(error)
  if (refusal === undefined) return undefined
  const { problem, fault } = refusal
  return [problem?.code, problem?.message, problem?.extras.retryAfterSeconds, fault?.message]
}

t.test('each of the database\'s errors is told as what it means', async (t) => {
  t.strictSame(told(sqliteError('SQLITE_FULL', 'database or disk is full')),
    ['storage_full', 'The disk is full, so that nothing was stored; what is there can be read.', 60, undefined])
  const busy = ['unavailable', 'The database is busy; nothing was stored.', 5, undefined]
  t.strictSame(told(sqliteError('SQLITE_BUSY', 'database is locked')), busy)
  t.strictSame(told(sqliteError('SQLITE_LOCKED', 'database table is locked')), busy)
  t.strictSame(told(sqliteError('SQLITE_INTERRUPT', 'interrupted')), busy)
  t.strictSame(told(Object.assign(new Error('Knex: Timeout acquiring a connection.'), { name: 'KnexTimeoutError' })), busy)
  for (const [code, message] of [['SQLITE_IOERR', 'disk I/O error'], ['SQLITE_READONLY', 'attempt to write a readonly database'], ['SQLITE_CANTOPEN', 'unable to open database file']] as const) {
    t.strictSame(told(sqliteError(code, message)),
      ['unavailable', 'The disk failed, so that nothing is sure to be stored; send the request again later.', 60, `${code}: ${message}`])
  }
  for (const [code, message] of [['SQLITE_CORRUPT', 'database disk image is malformed'], ['SQLITE_NOTADB', 'file is not a database']] as const) {
    t.strictSame(told(sqliteError(code, message)), [
      'internal_error', 'The database is damaged; `fintrack doctor`, where it is, says more, and `fintrack restore` puts a backup in its place.', undefined, `${code}: ${message}`,
    ])
  }
  t.strictSame(told(sqliteError('SQLITE_ERROR', 'no such table: x')), [undefined, undefined, undefined, 'SQLITE_ERROR: no such table: x'])
})

t.test('what is not the database\'s is not told here', async (t) => {
  for (const error of [undefined, 'SQLITE_FULL', new Error('SQLITE_FULL'), Object.assign(new Error('x'), { code: 'ENOSPC' }), Object.assign(new Error('x'), { code: 7 }), { code: 'SQLITE_FULL' }]) {
    t.equal(told(error), undefined)
  }
})

t.test('the log is told nothing of the statement', async (t) => {
  const { fault } = storageRefusal(sqliteError('SQLITE_IOERR', 'disk I/O error')) ?? {}
  t.equal(fault?.stack, 'StorageFault: SQLITE_IOERR: disk I/O error')
  const bare = Object.assign(new Error('insert into users'), { code: 'SQLITE_CORRUPT' })
  t.equal(storageRefusal(bare)?.fault?.stack, 'StorageFault: SQLITE_CORRUPT')
})

t.test('what is no refusal of the database\'s is told and logged as it is', async (t) => {
  const full = sqliteError('SQLITE_FULL', 'database or disk is full')
  const failed = sqliteError('SQLITE_IOERR', 'disk I/O error')
  const other = new Error('x')
  t.match([asTold(full), asTold(failed), asTold(other)], [{ code: 'storage_full' }, { code: 'unavailable' }, other])
  t.match([asLogged(full), asLogged(failed), asLogged(other)], [full, { name: 'StorageFault' }, other])
})
