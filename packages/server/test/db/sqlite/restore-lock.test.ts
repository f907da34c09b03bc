import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { shareRestoreLock, takeRestoreLock } from '../../../src/db/sqlite/restore-lock.ts'
import { connectSqlite } from '../../../src/db/sqlite/databases.ts'
import { folder } from '../../helpers/api.ts'

/** A folder with a book in it. */
async function bookIn (t: Test): Promise<string> {
  const dataDir = folder(t)
  await (await connectSqlite(dataDir, 0)).close()
  return dataDir
}

t.test('many openings share the restore lock, and a restore takes it when all are done', async (t) => {
  const dataDir = await bookIn(t)
  const [one, other] = await Promise.all([shareRestoreLock(dataDir), shareRestoreLock(dataDir)])
  const busy = {
    name: 'UserError', kind: 'book', message: `The book in ${dataDir} is being restored or opened by another process.`,
    hint: 'run this again in a moment',
  }
  await t.rejects(takeRestoreLock(dataDir, 20), busy)
  await one.release()
  const taking = takeRestoreLock(dataDir)
  await other.release()
  const taken = await taking
  await t.rejects(shareRestoreLock(dataDir, 20), busy)
  await t.rejects(takeRestoreLock(dataDir, 20), busy)
  await taken.release()
  await (await shareRestoreLock(dataDir)).release()
})

t.test('a book is not opened while a restore holds the lock, and is opened afterwards', async (t) => {
  const dataDir = await bookIn(t)
  const lock = await takeRestoreLock(dataDir)
  let isOpen = false
  const opening = connectSqlite(dataDir, 0).then((databases) => {
    isOpen = true
    return databases
  })
  await new Promise((resolve) => { setTimeout(resolve, 100) })
  t.notOk(isOpen)
  await lock.release()
  await (await opening).close()
})

t.test('a folder that may belong to another account gets no restore lock file', async (t) => {
  const dataDir = folder(t)
  await (await shareRestoreLock(dataDir)).release()
  t.strictSame(readdirSync(dataDir), [])
})

t.test('a restore lock file that is no SQLite file is refused by name', async (t) => {
  const dataDir = await bookIn(t)
  writeFileSync(join(dataDir, 'fintrack.gate'), 'x'.repeat(5000))
  await t.rejects(connectSqlite(dataDir), {
    name: 'UserError', kind: 'book',
    message: `${join(dataDir, 'fintrack.gate')} cannot be locked (file is not a database).`,
    hint: /^it should be an empty file on a local file system/,
  })
})
