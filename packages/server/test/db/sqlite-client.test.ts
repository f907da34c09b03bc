import { join } from 'node:path'
import t from 'tap'
import { SqliteClient } from '../../src/db/sqlite-client.ts'
import { folder } from '../helpers/api.ts'

t.test('a file that cannot be opened is an error, not a hanging connection', async (t) => {
  const client = new SqliteClient({ client: 'sqlite3', connection: { filename: join(folder(t), 'none', 'fintrack.db') }, useNullAsDefault: true })
  await t.rejects(client.acquireRawConnection(), { code: 'SQLITE_CANTOPEN' })
})
