import t from 'tap'
import { longRequests } from '../../src/http/long-requests.ts'

async function settled (): Promise<void> {
  await new Promise((resolve) => { setImmediate(resolve) })
}

/** Keeps the event loop busy. */
function work (ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end;);
}

t.test('a long request of a user begins once the pause behind the one before is over', async (t) => {
  const events: string[] = []
  const pauses: Array<() => void> = []
  const run = longRequests(async (ms) => {
    events.push(ms >= 20 ? 'a pause of 20 ms or more' : 'a short pause')
    return new Promise<void>((resolve) => { pauses.push(resolve) })
  })
  const request = (userId: number, name: string, ms = 0) => run(userId, async () => {
    work(ms)
    events.push(name)
    return name
  })
  await settled()
  const first = request(1, 'first', 25)
  const second = run(1, async () => { throw new Error('second') })
  const third = request(1, 'third')
  t.equal(await first, 'first', 'its answer does not wait for the pause')
  t.equal(await request(2, 'of another user'), 'of another user')
  await settled()
  t.strictSame(events.splice(0), ['first', 'a pause of 20 ms or more', 'of another user', 'a short pause'])
  pauses[0]?.()
  await t.rejects(second, { message: 'second' })
  await settled()
  t.strictSame(events.splice(0), ['a short pause'], 'the third waits behind one that failed')
  pauses[2]?.()
  t.equal(await third, 'third')
  t.strictSame(events.splice(0), ['third', 'a short pause'])
  for (const end of pauses) end()
  await settled()
  t.equal(await request(1, 'later'), 'later')
})
