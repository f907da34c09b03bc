/** What others store while a book is copied is noticed, or waits. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Knex } from 'knex'
import t, { type Test } from 'tap'
import { systemClock } from '../../../src/clock.ts'
import { connect } from '../../../src/db/connect.ts'
import { rotateKeys } from '../../../src/local.ts'
import type { BookReader, Source } from '../../../src/maintenance/copy/book.ts'
import { copyBook } from '../../../src/maintenance/copy/copy.ts'
import { databaseSource, databaseTarget } from '../../../src/maintenance/copy/database.ts'
import { folderSource } from '../../../src/maintenance/copy/folder.ts'
import { folder, settingsOf } from '../../helpers/api.ts'
import { freshDatabase } from '../../helpers/postgres.ts'
import { bookWith } from '../books.ts'

/** A book with a session, as a source, and a command's way to it. */
async function sourceOn (
  test: Test, databaseUrl: string | undefined
): Promise<{ source: Source, writer: Knex, dataDir: string }> {
  const dataDir = databaseUrl === undefined ? await bookWith(test, '1.00') : folder(test)
  if (databaseUrl !== undefined) {
    await copyBook({
      from: { dataDir: await bookWith(test, '1.00') }, to: { url: databaseUrl, named: '--to' }, live: false,
    })
  }
  const { writer, close } = await connect({ dataDir, databaseUrl, statementTimeoutMs: 10_000 })
  await writer.raw(`INSERT INTO sessions (
      user_id, nonce, generation, refreshed_seconds, expires_seconds, created_at, last_used_at, ends_seconds)
    SELECT id, 'nonce', 1, 1, 2, '2024-05-01T00:00:00.000Z', '2024-05-01T00:00:00.000Z', 2 FROM users`)
  const source = databaseUrl === undefined
    ? await folderSource({ dataDir }, true)
    : await databaseSource(
      { url: databaseUrl, named: '--from' }, true
    )
  test.teardown(async () => {
    await source.close()
    await close()
  })
  return { source, writer, dataDir }
}

for (const kind of ['a folder', 'a database']) {
  void t.test(`the stamp of ${kind} changes with every write, also where no row is new`, async (t) => {
    const databaseUrl = kind === 'a folder' ? undefined : await freshDatabase(t)
    const { source, writer, dataDir } = await sourceOn(t, databaseUrl)
    const isSeen = (work: () => Promise<unknown>) => source.snapshot(async (book) => {
      const stamp = await book.stamp()
      await work()
      t.equal(await book.stamp(), stamp, 'what is read is of one moment')
      return await source.stampOfNow() !== stamp
    })
    t.equal(await isSeen(async () => {}), false)
    t.equal(await isSeen(() => writer('sessions').increment('generation', 1)), true, 'a session that went on')
    t.equal(
      await isSeen(() => writer('sessions').increment('refreshed_seconds', 1)), true, 'also with the token that it had'
    )
    t.equal(await isSeen(() => writer('users').increment('version', 1)), true, 'an account')
    t.equal(await isSeen(() => writer('sessions').delete()), true, 'one that was revoked')
    const settings = settingsOf(databaseUrl === undefined ? {} : { FINTRACK_DATABASE_URL: databaseUrl })
    t.equal(
      await isSeen(() => rotateKeys({ dataDir, settings, endSessions: true })), true,
      'a key that took the place of another'
    )
  })
}

/** A setting of the transaction in which a book is read. */
async function settingIn (book: BookReader, name: string): Promise<unknown> {
  for await (const rows of book.rows({ name: 'pg_settings', columns: ['name', 'setting'], key: ['name'] })) {
    for (const row of rows) if (row[0] === name) return row[1]
  }
  return undefined
}

t.test('neither database of a copy cuts a connection that is idle while the other works', async (t) => {
  const url = await freshDatabase(t)
  const source = await databaseSource({ url, named: '--from' }, false)
  t.equal(await source.snapshot((book) => settingIn(book, 'idle_in_transaction_session_timeout')), '0')
  await source.close()
  const target = await databaseTarget({ url, named: '--to' }, systemClock)
  let setting: unknown
  await target.fill(
    async () => {}, async (book) => { setting = await settingIn(book, 'idle_in_transaction_session_timeout') }
  )
  t.equal(setting, '0')
  await target.close()
})

t.test('a command that writes to the target of a copy waits until the copy is done', async (t) => {
  const url = await freshDatabase(t)
  const target = await databaseTarget({ url, named: '--to' }, systemClock)
  const { writer, close } = await connect({ dataDir: folder(t), databaseUrl: url, statementTimeoutMs: 10_000 })
  const state = { isStored: false }
  const attempt = { kind: 'password_of_account', key: 'x', at_seconds: 1 }
  let storing: Promise<unknown> | undefined
  await target.fill(async () => {
    for (const table of ['users', 'transactions', 'signing_keys']) {
      await t.rejects(writer.transaction(async (trx) => {
        await trx.raw('SET LOCAL lock_timeout = 100')
        await trx(table).delete()
      }), { code: '55P03' }, table)
    }
    storing = writer('attempts').insert(attempt).then(() => { state.isStored = true })
    await sleep(100)
    t.equal(state.isStored, false)
  }, async () => {})
  await storing
  t.match(await writer('attempts'), [attempt])
  await close()
  await target.close()
})
