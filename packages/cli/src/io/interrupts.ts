/** Signals that end a run. */
import type { EventEmitter } from 'node:events'
import type { Interrupts } from '../world.ts'

export function newInterrupts (process: EventEmitter): Interrupts {
  let stop: (() => void) | undefined
  const interrupted = new Promise<void>((resolve) => {
    // The second one is not caught: it ends the process at once.
    process.once('SIGINT', () => {
      if (stop === undefined) resolve()
      else stop()
    })
  })
  return {
    interrupted,
    takeOver: () => new Promise((resolve) => {
      stop = resolve
      process.once('SIGTERM', resolve)
    }),
  }
}
