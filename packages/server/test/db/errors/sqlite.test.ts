import t from 'tap'
import { reasonOf } from '../../../src/db/errors/sqlite.ts'
import { sqliteError, systemError } from '../../helpers/errors.ts'

t.test('the reason of a SQLite error names neither the statement nor the call', (t) => {
  t.equal(
    reasonOf(sqliteError('SQLITE_CORRUPT', 'database disk image is malformed')), 'database disk image is malformed'
  )
  t.equal(reasonOf(Object.assign(new Error('it failed'), { code: 'SQLITE_CORRUPT' })), 'SQLITE_CORRUPT')
  t.equal(reasonOf(systemError('EACCES')), 'EACCES: permission denied')
  t.equal(reasonOf(Object.assign(new Error('it failed'), { code: 'ENEW', errno: -99999 })), 'ENEW: unknown error')
  t.equal(reasonOf(new RangeError('1 is not a day.')), '1 is not a day')
  t.equal(reasonOf('no error at all'), 'no error at all')
  t.end()
})
