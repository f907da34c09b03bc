import { copyFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { connectSqlite as connect } from '../../../src/db/sqlite/databases.ts'
import { prepareDatabase } from '../../../src/db/sqlite/database-file.ts'
import { takeExclusiveLock } from '../../../src/db/sqlite/exclusive-lock.ts'
import { APPLICATION_ID, stampOf } from '../../../src/db/sqlite/inspection.ts'
import { LATEST } from '../../../src/db/migrations/index.ts'
import type { Row } from '../../../src/db/sqlite/file.ts'
import { folder } from '../../helpers/api.ts'

/** A folder as it looks while SQLite makes the first page of a book in it: an empty file, and a log to go back by. */
async function halfMade (t: Test): Promise<{ dataDir: string, file: string }> {
  const dataDir = folder(t)
  await (await connect(dataDir)).close()
  const file = join(dataDir, 'fintrack.db')
  rmSync(join(dataDir, 'keys.json'))
  truncateSync(file, 0)
  writeFileSync(`${file}-journal`, 'x'.repeat(512))
  return { dataDir, file }
}

const damaged = (file: string) => ({
  name: 'UserError', kind: 'book', message: `${file} is damaged, or not a database.`,
})

t.test('a folder that another process holds gets no database from a command that is refused', async (t) => {
  const dataDir = folder(t)
  const lock = await takeExclusiveLock({ dataDir })
  lock.announce('http://127.0.0.1:8787')
  const before = readdirSync(dataDir)
  await t.rejects(connect(dataDir), {
    name: 'UserError', kind: 'book', place: dataDir, hint: 'stop that one, and run this again',
    message: `There is no book in ${dataDir} yet, and process ${process.pid}, which listens on ` +
      'http://127.0.0.1:8787, holds the folder.',
  })
  t.strictSame(readdirSync(dataDir), before)
  await lock.release()
})

t.test('opening waits for the first file of a book that another process makes', async (t) => {
  const dataDir = folder(t)
  const made = folder(t)
  await (await connect(made)).close()
  const maker = await takeExclusiveLock({ dataDir })
  const opening = connect(dataDir)
  await delay(100)
  copyFileSync(join(made, 'fintrack.db'), join(dataDir, 'fintrack.db'))
  const { writer, close } = await opening
  t.strictSame(await writer.raw('PRAGMA user_version'), [{ user_version: LATEST }])
  await close()
  await maker.release()
})

t.test('opening waits for a book that another process is creating', async (t) => {
  for (const order of ['the lock is freed first', 'the book is there first']) {
    const { dataDir, file } = await halfMade(t)
    const made = folder(t)
    await (await connect(made)).close()
    const maker = await takeExclusiveLock({ dataDir })
    const opening = connect(dataDir)
    await delay(300)
    rmSync(`${file}-journal`)
    copyFileSync(join(made, 'fintrack.db'), file)
    if (order === 'the book is there first') await delay(500)
    await maker.release()
    const { writer, close } = await opening
    t.strictSame(await writer.raw('PRAGMA user_version'), [{ user_version: LATEST }], order)
    await close()
  }
})

t.test('an unfinished book that no process is creating is reported as lost', async (t) => {
  const { dataDir, file } = await halfMade(t)
  const before = readdirSync(dataDir)
  await t.rejects(prepareDatabase(dataDir), damaged(file))
  t.strictSame(readdirSync(dataDir), before)

  const maker = await takeExclusiveLock({ dataDir })
  const opening = prepareDatabase(dataDir)
  const refused = t.rejects(opening, damaged(file), 'whoever made it ended without a book')
  await delay(100)
  await maker.release()
  await refused

  const server = await takeExclusiveLock({ dataDir })
  await t.rejects(prepareDatabase(dataDir, server), damaged(file), 'the lock is the caller\'s own')
  server.announce('http://127.0.0.1:8000')
  await t.rejects(prepareDatabase(dataDir), damaged(file), 'a server that listens makes no book')
  await server.release()

  writeFileSync(join(dataDir, 'fintrack.lock'), 'x'.repeat(5000))
  await t.rejects(
    prepareDatabase(dataDir),
    { message: `${join(dataDir, 'fintrack.lock')} cannot be locked (file is not a database).` }
  )
})

t.test('a book that appears between two looks is opened', async (t) => {
  for (let askedBefore = 0; askedBefore <= 4; askedBefore += 1) {
    let asked = 0
    const query = async (sql: string): Promise<Row[]> => {
      const isMade = asked >= askedBefore
      asked += 1
      if (sql === 'PRAGMA application_id') return [{ application_id: isMade ? APPLICATION_ID : 0 }]
      if (sql === 'PRAGMA user_version') return [{ user_version: isMade ? LATEST : 0 }]
      return isMade ? [{ 1: 1 }] : []
    }
    const stamp = await stampOf(query)
    t.strictSame(stamp, askedBefore === 4
      ? { version: 0, application: 0, empty: true }
      : { version: LATEST, application: APPLICATION_ID, empty: false }, `made before question ${askedBefore + 1}`)
  }
})
