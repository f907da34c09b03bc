import t, { type Test } from 'tap'
import { openUnitOfWork, type UnitOfWork } from '../../../src/features/repositories.ts'
import { openStoredKeys, rotateStoredKeys } from '../../../src/features/signing-keys/database-keys.ts'
import { httpApi } from '../../helpers/api.ts'

/** A book on PostgreSQL that has no keys yet, or that which its server made. */
async function bookOf (test: Test, isNew = false) {
  const { databases, clock } = await httpApi(test, {}, 'postgres')
  if (isNew) await databases.writer('signing_keys').delete()
  return { databases, clock, uow: openUnitOfWork(databases) }
}

t.test('several servers on one database create the first signing key once, and share it', async (t) => {
  const book = await bookOf(t, true)
  const one = await openStoredKeys(book)
  const other = await openStoredKeys(book)
  t.strictSame(other.current, one.current)
  t.equal(one.current.secret.length, 32)
  t.strictSame(one.byId(one.current.kid), one.current)
  t.equal(one.byId('x'), undefined)
  // Another server made it between the look and the lock.
  const blind: UnitOfWork = {
    ...book.uow, read: { ...book.uow.read, keys: { ...book.uow.read.keys, all: async () => [] } },
  }
  t.strictSame((await openStoredKeys({ ...book, uow: blind })).current, one.current)
  t.equal((await book.databases.reader('signing_keys')).length, 1)
})

t.test('a key of another server is found as soon as a token names it, and the rest after half a second', async (t) => {
  const book = await bookOf(t)
  const ring = await openStoredKeys(book)
  const first = ring.current
  const { kid, olderKeys } = await rotateStoredKeys(book, { endSessions: false })
  t.equal(olderKeys, 1)
  await ring.refreshed(first.kid)
  t.equal(ring.current, first, 'what is known is not looked at again at once')
  await ring.refreshed(kid)
  t.equal(ring.current.kid, kid)
  t.strictSame(ring.byId(first.kid), first, 'the same key as before')
  await rotateStoredKeys(book, { endSessions: true })
  await new Promise((resolve) => { setTimeout(resolve, 550) })
  await ring.refreshed()
  t.strictSame([ring.byId(first.kid), ring.byId(kid)], [undefined, undefined])
})

/** A unit of work that counts its reads of the keys, and can hold them up. */
function counting (uow: UnitOfWork) {
  const state = { reads: 0, hold: async () => {} }
  const all = async () => {
    const rows = await uow.read.keys.all()
    state.reads += 1
    await state.hold()
    return rows
  }
  return { state, uow: { ...uow, read: { ...uow.read, keys: { ...uow.read.keys, all } } } }
}

t.test('requests that look for signing keys at once share one query, also for unknown keys', async (t) => {
  const book = await bookOf(t)
  const { state, uow } = counting(book.uow)
  const ring = await openStoredKeys({ ...book, uow })
  await Promise.all(Array.from({ length: 50 }, (_, at) => ring.refreshed(`forged ${at}`)))
  t.equal(state.reads, 2, 'one when it was opened, one for the fifty')
  await new Promise((resolve) => { setTimeout(resolve, 550) })
  await Promise.all(Array.from({ length: 50 }, () => ring.refreshed(ring.current.kid)))
  t.equal(state.reads, 3)
})

t.test('a signing key that is created during one query is found by the next', async (t) => {
  const book = await bookOf(t)
  const { state, uow } = counting(book.uow)
  const ring = await openStoredKeys({ ...book, uow })
  let goOn = () => {}
  const held = new Promise<void>((resolve) => { goOn = resolve })
  const forged = new Promise<void>((resolve) => {
    state.hold = () => {
      resolve()
      return held
    }
  })
  const asking = ring.refreshed('forged')
  await forged
  // That look has seen all that it will see, and is slow to say so.
  const { kid } = await rotateStoredKeys(book, { endSessions: false })
  const asked = ring.refreshed(kid)
  await new Promise((resolve) => { setTimeout(resolve, 100) })
  state.hold = async () => {}
  goOn()
  await Promise.all([asking, asked])
  t.equal(ring.current.kid, kid)
})

t.test('a failed refresh of the key ring rejects for all who wait, and the next one reads again', async (t) => {
  const book = await bookOf(t)
  const { state, uow } = counting(book.uow)
  const ring = await openStoredKeys({ ...book, uow })
  state.hold = () => Promise.reject(new Error('gone'))
  await t.rejects(ring.refreshed('x'), { message: 'gone' })
  state.hold = async () => {}
  await ring.refreshed('x')
  t.equal(ring.byId('x'), undefined)
})

t.test('a refresh of the key ring takes over a changed secret of a key', async (t) => {
  const book = await bookOf(t)
  const ring = await openStoredKeys(book)
  const { current } = ring
  await book.databases.writer('signing_keys').update({ secret: Buffer.alloc(32, 7).toString('base64url') })
  await ring.refreshed('x')
  t.strictSame(ring.byId(current.kid), { kid: current.kid, secret: Buffer.alloc(32, 7) })
  t.notSame(ring.current, current)
})
