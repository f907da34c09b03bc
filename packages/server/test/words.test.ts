import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import t from 'tap'
import { createAccount, changeAccount } from '@fintrack/contract/accounts'
import { call, type Send } from '@fintrack/contract/call'
import { changeCategory, createCategory } from '@fintrack/contract/categories'
import { createTransaction } from '@fintrack/contract/transactions'
import { openFile } from '../src/db/sqlite/file.ts'
import { takeRestoreLock } from '../src/db/sqlite/restore-lock.ts'
import { openBook } from '../src/embedded.ts'
import { embeddedWords } from '../src/words.ts'
import { folder, settingsOf } from './helpers/api.ts'
import { freshDatabase } from './helpers/postgres.ts'

async function fill (send: Send): Promise<void> {
  for (const name of ['Food:Restaurant', 'Old']) {
    await call(createCategory, { body: { name, type: 'expense' } }, send)
  }
  await call(changeCategory, { id: 2, body: { archived: true } }, send)
  for (const name of ['Checking', 'Closed']) {
    await call(createAccount, { body: { name } }, send)
  }
  await call(changeAccount, { id: 2, body: { archived: true } }, send)
  for (const [payee, date] of [['First', '2024-05-01'], [null, '2024-05-02'], ['Last', '2024-05-03']] as const) {
    const more = payee === null ? {} : { payee, tags: ['trip'] }
    await call(createTransaction, { body: { amount: '1', type: 'expense', date, account: 'Checking', ...more } }, send)
  }
}

t.test('the names of an embedded book are read on both databases, without what is archived', async (t) => {
  for (const databaseUrl of [undefined, await freshDatabase(t)]) {
    const dataDir = folder(t)
    const place = { dataDir, databaseUrl }
    const settings = settingsOf(databaseUrl === undefined ? {} : { FINTRACK_DATABASE_URL: databaseUrl })
    const { send, close } = await openBook({ dataDir, settings, report: () => {} })
    await fill(send)
    const read = async () => ({
      category: await embeddedWords(place, 'category'),
      account: await embeddedWords(place, 'account'),
      tag: await embeddedWords(place, 'tag'),
      payee: await embeddedWords(place, 'payee'),
    })
    const words = {
      category: ['Food:Restaurant'], account: ['Checking'], tag: ['trip'], payee: ['Last', 'First'],
    }
    t.strictSame(await read(), words, 'while another process has it open')
    await close()
    const files = databaseUrl === undefined ? readdirSync(dataDir) : []
    t.strictSame(await read(), words, 'and alone')
    t.strictSame(databaseUrl === undefined ? readdirSync(dataDir) : [], files, 'nothing is left beside it')
  }
})

t.test('a book that is not there, or that nobody used yet, has no words and is not made', async (t) => {
  const dataDir = join(folder(t), 'none')
  t.strictSame(await embeddedWords({ dataDir, databaseUrl: undefined }, 'category'), [])
  t.notOk(existsSync(dataDir))
  await t.rejects(embeddedWords({ dataDir, databaseUrl: 'postgres://nobody@127.0.0.1:1/x' }, 'category'))
  const databaseUrl = await freshDatabase(t)
  t.strictSame(await embeddedWords({ dataDir, databaseUrl }, 'category'), [])
  const client = new pg.Client(databaseUrl)
  await client.connect()
  await client.query('UPDATE fintrack_schema SET version = 1')
  await client.end()
  t.strictSame(await embeddedWords({ dataDir, databaseUrl }, 'category'), [], 'of another schema')
})

t.test('a book that moved, is being restored, or is of another schema or program has no words', async (t) => {
  const dataDir = folder(t)
  const place = { dataDir, databaseUrl: undefined }
  const { send, close } = await openBook({ dataDir, settings: settingsOf({}), report: () => {} })
  await fill(send)
  await close()
  const stamp = async (sql: string) => {
    const file = await openFile(join(dataDir, 'fintrack.db'), 'write', 1000)
    const [row] = await file.query(sql)
    await file.close()
    return Object.values(row ?? {})[0]
  }
  const lock = await takeRestoreLock(dataDir)
  await t.rejects(embeddedWords(place, 'tag'), { message: /is being restored or opened/ })
  await lock.release()
  const version = await stamp('PRAGMA user_version')
  await stamp('PRAGMA user_version = 1')
  t.strictSame(await embeddedWords(place, 'tag'), [])
  t.equal(await stamp('PRAGMA user_version'), 1, 'it is not brought up to date')
  await stamp(`PRAGMA user_version = ${String(version)}`)
  await stamp('PRAGMA application_id = 7')
  t.strictSame(await embeddedWords(place, 'tag'), [])
  await stamp(`PRAGMA application_id = ${0x66696e74}`)
  t.strictSame(await embeddedWords(place, 'tag'), ['trip'])
  writeFileSync(join(dataDir, 'moved.json'), '{}')
  t.strictSame(await embeddedWords(place, 'tag'), [])
})
