import { setTimeout as delay } from 'node:timers/promises'
import t from 'tap'
import { perUserMutex } from '../../src/db/per-user-mutex.ts'

t.test('the writes of one user run one after another, and beside those of other users', async (t) => {
  const runExclusively = perUserMutex()
  const log: string[] = []
  const work = (name: string, ms: number) => async () => {
    log.push(`${name} begins`)
    await delay(ms)
    log.push(`${name} ends`)
    return name
  }
  t.strictSame(
    await Promise.all([
      runExclusively(1, work('a', 60)),
      runExclusively(1, work('b', 10)),
      runExclusively(2, work('c', 20)),
      runExclusively(1, work('d', 0)),
    ]),
    ['a', 'b', 'c', 'd']
  )
  t.strictSame(log, ['a begins', 'c begins', 'c ends', 'a ends', 'b begins', 'b ends', 'd begins', 'd ends'])
})

t.test('a write that fails lets the next one of its user run', async (t) => {
  const runExclusively = perUserMutex()
  const failing = t.rejects(runExclusively(1, async () => { throw new Error('no') }), { message: 'no' })
  t.equal(await runExclusively(1, async () => 'next'), 'next')
  await failing
  t.equal(await runExclusively(1, async () => 'later'), 'later')
})

t.test('a write that waits too long is refused and not run', async (t) => {
  const runExclusively = perUserMutex(20)
  let release = () => {}
  const first = runExclusively(1, () => new Promise<void>((resolve) => { release = resolve }))
  let ran = false
  await t.rejects(
    runExclusively(1, async () => {
      ran = true
    }),
    {
      code: 'unavailable',
      message: 'Your earlier requests are still running; this one was not begun.',
      extras: { retryAfterSeconds: 5 },
    }
  )
  release()
  await first
  t.equal(await runExclusively(1, async () => 'next'), 'next')
  t.equal(ran, false)
})
