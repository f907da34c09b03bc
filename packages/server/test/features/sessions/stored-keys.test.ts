import t, { type Test } from 'tap'
import { unitOfWork, type UnitOfWork } from '../../../src/db/unit-of-work.ts'
import { openStoredKeys, rotateStoredKeys } from '../../../src/features/sessions/stored-keys.ts'
import { httpApi } from '../../helpers/api.ts'

/** A book on PostgreSQL that has no keys yet, or that which its server made. */
async function bookOf (test: Test, isNew = false) {
  const { databases, clock } = await httpApi(test, {}, 'postgres')
  if (isNew) await databases.writer('signing_keys').delete()
  return { databases, clock, uow: unitOfWork(databases) }
}

t.test('the first key is made once, whole, and is the same for all', async (t) => {
  const book = await bookOf(t, true)
  const one = await openStoredKeys(book)
  const other = await openStoredKeys(book)
  t.strictSame(other.current, one.current)
  t.equal(one.current.secret.length, 32)
  t.strictSame(one.byId(one.current.kid), one.current)
  t.equal(one.byId('x'), undefined)
  // Another server made it between the look and the lock.
  const blind: UnitOfWork = { ...book.uow, read: { ...book.uow.read, keys: { ...book.uow.read.keys, all: async () => [] } } }
  t.strictSame((await openStoredKeys({ ...book, uow: blind })).current, one.current)
  t.equal((await book.databases.reader('signing_keys')).length, 1)
})

t.test('a key that another server made is known as soon as it is asked for, and the others half a second later', async (t) => {
  const book = await bookOf(t)
  const ring = await openStoredKeys(book)
  const first = ring.current
  const { kid, kept } = await rotateStoredKeys(book, { endSessions: false })
  t.equal(kept, 1)
  await ring.refreshed?.(first.kid)
  t.equal(ring.current, first, 'what is known is not looked at again at once')
  await ring.refreshed?.(kid)
  t.equal(ring.current.kid, kid)
  t.equal(ring.byId(first.kid), first, 'the same value as before')
  await rotateStoredKeys(book, { endSessions: true })
  await new Promise((resolve) => { setTimeout(resolve, 550) })
  await ring.refreshed?.()
  t.strictSame([ring.byId(first.kid), ring.byId(kid)], [undefined, undefined])
})
