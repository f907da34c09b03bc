import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { enter, shut } from '../../../src/db/sqlite/restore-lock.ts'
import { connectSqlite } from '../../../src/db/sqlite/databases.ts'
import { folder } from '../../helpers/api.ts'

/** A folder with a book in it. */
async function bookIn (t: Test): Promise<string> {
  const dataDir = folder(t)
  await (await connectSqlite(dataDir, 0)).close()
  return dataDir
}

t.test('many stand in the door at once, and it is shut when all are in', async (t) => {
  const dataDir = await bookIn(t)
  const [one, other] = await Promise.all([enter(dataDir), enter(dataDir)])
  const busy = { name: 'BookFault', message: `${join(dataDir, 'fintrack.gate')} cannot be locked (database is locked).`, hint: 'the book is being restored or opened: run this again in a moment' }
  await t.rejects(shut(dataDir, 20), busy)
  await one.close()
  const shutting = shut(dataDir)
  await other.close()
  const shutGate = await shutting
  await t.rejects(enter(dataDir, 20), busy)
  await t.rejects(shut(dataDir, 20), busy)
  await shutGate.close()
  await (await enter(dataDir)).close()
})

t.test('a book is not opened while it is shut, and open afterwards', async (t) => {
  const dataDir = await bookIn(t)
  const gate = await shut(dataDir)
  let isOpen = false
  const opening = connectSqlite(dataDir, 0).then((databases) => {
    isOpen = true
    return databases
  })
  await new Promise((resolve) => { setTimeout(resolve, 100) })
  t.notOk(isOpen)
  await gate.close()
  await (await opening).close()
})

t.test('a folder that may be somebody else\'s has no door', async (t) => {
  const dataDir = folder(t)
  await (await enter(dataDir)).close()
  t.strictSame(readdirSync(dataDir), [])
})

t.test('a gate that is none is told', async (t) => {
  const dataDir = await bookIn(t)
  writeFileSync(join(dataDir, 'fintrack.gate'), 'x'.repeat(5000))
  await t.rejects(connectSqlite(dataDir), {
    name: 'BookFault', message: /fintrack\.gate cannot be locked \(file is not a database\)/, hint: 'check the disk, and put the data folder on a local file system',
  })
})
