import { EventEmitter } from 'node:events'
import t from 'tap'
import { newInterrupts } from '../../src/io/interrupts.ts'

t.test('the first SIGINT ends the run, and a second has its default effect', async (t) => {
  const process = new EventEmitter()
  const { interrupted } = newInterrupts(process)
  t.ok(process.emit('SIGINT'))
  t.equal(await interrupted, undefined)
  t.notOk(process.emit('SIGINT'))
})

t.test('after takeOver the caller is stopped by SIGINT or SIGTERM, and the run goes on', async (t) => {
  for (const signal of ['SIGINT', 'SIGTERM']) {
    const process = new EventEmitter()
    const interrupts = newInterrupts(process)
    let ended = false
    void interrupts.interrupted.then(() => { ended = true })
    t.notOk(process.listenerCount('SIGTERM'))
    const stopped = interrupts.takeOver()
    t.ok(process.emit(signal))
    await stopped
    t.notOk(ended)
  }
})
