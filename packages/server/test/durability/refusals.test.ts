/** What the database cannot do, as a client is told it, by either way in. The disk itself fails in disk.test.ts. */
import t from 'tap'
import { createCategory, listCategories } from '@fintrack/contract/categories'
import { getReadiness } from '@fintrack/contract/system'
import { bothWays, dispatchApi, httpApi } from '../helpers/api.ts'

const CATEGORY = { name: 'Food', type: 'expense' } as const

bothWays(t, 'on a full disk writes get 507, reads go on, and free space is enough [P1.2]', async (t, api) => {
  const user = await api.user()
  const { writer } = api.served
  let stored = 0
  for (let round = 0; round < 3; round += 1) {
    const [{ page_count: pages }] = await writer.raw('PRAGMA page_count')
    await writer.raw(`PRAGMA max_page_count = ${pages}`)
    const add = () => user.answer(createCategory, { body: { ...CATEGORY, name: `${'x'.repeat(90)} ${stored}` } })
    let answer = await add()
    for (; answer.status === 201; answer = await add()) stored += 1
    t.strictSame([answer.status, answer.retryAfterSeconds], [507, 60])
    t.match(answer.body, { code: 'storage_full', detail: 'The disk is full: nothing was stored. Reading still works.' })
    t.equal((await user.call(listCategories, {})).body.length, stored)
    t.equal((await user.answer(getReadiness)).status, 200)
    // As little as that is room again.
    await writer.raw('PRAGMA max_page_count = 4294967294')
  }
  t.equal((await user.answer(createCategory, { body: CATEGORY })).status, 201)
})

bothWays(t, 'a writer that waits in vain for the lock gets 503, and nothing is stored [P1.2]', async (t, api) => {
  const user = await api.user()
  await api.served.writer.raw('PRAGMA busy_timeout = 0')
  await api.databases.writer.transaction(async (trx) => {
    await trx('users').where({ id: user.id }).update({ email: '' })
    const { status, retryAfterSeconds, body } = await user.answer(createCategory, { body: CATEGORY })
    t.strictSame([status, retryAfterSeconds], [503, 5])
    t.match(body, { code: 'unavailable', detail: 'The database is busy; nothing was stored.' })
    t.strictSame((await user.call(listCategories, {})).body, [])
  })
  t.equal((await user.answer(createCategory, { body: CATEGORY })).status, 201)
})

t.test('a database that cannot be written is 503, and the log says why without the statement', async (t) => {
  const api = await httpApi(t)
  const user = await api.user()
  await api.served.writer.raw('PRAGMA query_only = 1')
  const { status, retryAfterSeconds, body } = await user.answer(createCategory, { body: CATEGORY })
  t.strictSame([status, retryAfterSeconds], [503, 60])
  t.match(body, {
    code: 'unavailable', detail: 'The disk failed. The request may not have been stored; look before ' +
    'you send it again.'
  })
  const [fault, ...more] = api.log.map((line) => JSON.parse(line)).filter(({ level }) => level === 50)
  t.strictSame(more, [])
  t.match(fault, {
    msg: 'internal error',
    err: { type: 'StorageError', message: 'SQLITE_READONLY: attempt to write a readonly database' },
  })
  t.notMatch(JSON.stringify(fault), /insert|Food/i)
  t.strictSame((await user.call(listCategories, {})).body, [])
})

t.test('a broken schema is answered with an internal error that reveals nothing, and stores nothing', async (t) => {
  const api = await dispatchApi(t)
  const user = await api.user()
  await api.databases.writer.raw('ALTER TABLE change_rows RENAME TO elsewhere')
  const { status, body } = await user.answer(createCategory, { body: CATEGORY })
  t.equal(status, 500)
  t.match(body, { code: 'internal_error' })
  t.strictSame(api.faults.map(String), ['StorageError: SQLITE_ERROR: no such table: change_rows'])
  t.strictSame((await user.call(listCategories, {})).body, [])
})
