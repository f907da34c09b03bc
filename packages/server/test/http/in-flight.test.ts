import { EventEmitter } from 'node:events'
import type { ServerResponse } from 'node:http'
import t from 'tap'
import { lookupsAtOnce, requestsInFlight } from '../../src/http/in-flight.ts'

/** As much of an answer and its connection as is looked at. */
function answer (socket: EventEmitter & { destroyed?: boolean } = new EventEmitter()): ServerResponse {
  return Object.assign(new EventEmitter(), { req: { socket } }) as unknown as ServerResponse
}

async function settled (): Promise<void> {
  await new Promise((resolve) => { setImmediate(resolve) })
}

const nothing = async () => {}

t.test('a request counts until its work is done and its answer is sent, or its client is gone', async (t) => {
  const run = requestsInFlight(1)
  const full = { code: 'too_many_requests' }
  const gone = Object.assign(new EventEmitter(), { destroyed: true })
  await run(1, answer(gone), nothing)
  await settled()
  for (const end of ['finish', 'close']) {
    const response = answer()
    await run(1, response, nothing)
    await settled()
    await t.rejects(run(1, answer(), nothing), full, 'not sent yet')
    response.emit(end)
    await settled()
  }
  // An answer that stands behind another of its connection is told nothing.
  const socket = new EventEmitter()
  await run(1, answer(socket), nothing)
  socket.emit('close')
  await settled()
  t.equal(socket.listenerCount('close'), 0)
  await t.rejects(run(1, answer(gone), async () => { throw new Error('no') }), { message: 'no' })
  await settled()
  await run(1, answer(gone), nothing)
})

t.test('a user or a network does not count for another, and a request of nobody counts for none', async (t) => {
  const run = requestsInFlight(1)
  for (const asker of [undefined, undefined, 1, 2, '1', '192.0.2.1']) await run(asker, answer(), nothing)
  await t.rejects(run(1, answer(), nothing), { message: /^1 requests of this user are/ })
  await t.rejects(run('192.0.2.1', answer(), nothing), { message: /^1 requests from your address are/ })
})

t.test('a claim is looked up so many times at once, and another one beside it', async (t) => {
  const atOnce = lookupsAtOnce(2)
  let end = () => {}
  const ended = new Promise<void>((resolve) => { end = resolve })
  const running = [1, 2].map(() => atOnce('1', async () => ended))
  await t.rejects(atOnce('1', nothing), { code: 'too_many_requests', message: /^2 requests of this user are / })
  await atOnce('2', nothing)
  end()
  await Promise.all(running)
  await atOnce('1', nothing)
})
