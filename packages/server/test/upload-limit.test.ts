import t from 'tap'
import { limited, tooLarge } from '../src/upload-limit.ts'

async function * chunks (...sizes: number[]): AsyncGenerator<Uint8Array, void, undefined> {
  for (const size of sizes) yield Buffer.alloc(size)
}

t.test('an upload passes its bytes up to the limit and no further', async (t) => {
  const taken: number[] = []
  for await (const chunk of limited(chunks(100, 900, 24), 1024)) taken.push(chunk.length)
  t.strictSame(taken, [100, 900, 24])
  const read = async () => { for await (const chunk of limited(chunks(1000, 24, 1, 1), 1024)) taken.push(chunk.length) }
  await t.rejects(read(), { code: 'payload_too_large' })
  t.strictSame(taken, [100, 900, 24, 1000, 24])
})

t.test('an upload whose length is known to be too large is not read', async (t) => {
  let isRead = false
  const bytes = async function * (): AsyncGenerator<Uint8Array, void, undefined> {
    isRead = true
    yield Buffer.alloc(1)
  }
  const read = async (size: number) => {
    for await (const chunk of limited(
      Object.assign(bytes(), { size }), 1024
    )) t.equal(chunk.length, 1)
  }
  await t.rejects(read(1025), { code: 'payload_too_large' })
  t.equal(isRead, false)
  await read(1024)
  t.equal(isRead, true)
})

t.test('the message of an upload limit uses the unit in which the limit was set', async (t) => {
  t.equal(tooLarge(64 * 1024).message, 'The body is too large: the most is 64 KiB.')
  t.equal(tooLarge(64 * 1024 * 1024).message, 'The body is too large: the most is 64 MiB.')
})
