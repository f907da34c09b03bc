import t, { type Test } from 'tap'
import { newProgress } from '../../src/io/progress.ts'

/** A terminal, and a clock that is turned by hand. */
function drawn (test: Test, ascii: boolean, label: string, total?: number) {
  const seen: string[] = []
  const timers: Array<{ work: () => void, every: boolean }> = []
  const handle = { unref () {} }
  const real = { setTimeout, setInterval, clearTimeout, clearInterval }
  Object.assign(globalThis, {
    setTimeout: (work: () => void, ms: number) => {
      timers.push({
        work,
        every: false
      }); seen.push(`in ${ms} ms`); return handle
    },
    setInterval: (work: () => void, ms: number) => {
      timers.push({
        work,
        every: true
      }); seen.push(`every ${ms} ms`); return handle
    },
    clearTimeout: () => {},
    clearInterval: () => { timers.length = 0 },
  })
  test.teardown(() => { Object.assign(globalThis, real) })
  const progress = newProgress((text) => { seen.push(text) }, ascii, label, total)
  const turn = (every: boolean): void => { timers.find((timer) => timer.every === every)?.work() }
  return { progress, seen, turn }
}

t.test('progress draws nothing before 300 ms, then a spinner, and removes it', (t) => {
  const { progress, seen, turn } = drawn(t, true, 'Reading')
  turn(false)
  turn(true)
  turn(true)
  progress.done()
  progress.done()
  t.strictSame(seen, [
    'in 300 ms', '\r\u001b[K| Reading', 'every 100 ms', '\r\u001b[K/ Reading', '\r\u001b[K- Reading', '\r\u001b[K',
  ])
  t.end()
})

t.test('progress with a total draws a bar that never grows past its end', (t) => {
  const { progress, seen, turn } = drawn(t, false, 'Importing\u001b', 200)
  progress.advance(50)
  turn(false)
  progress.advance(1000)
  turn(true)
  progress.done()
  t.strictSame(seen.filter((text) => text.startsWith('\r')), [
    '\r\u001b[K██████░░░░░░░░░░░░░░░░░░  25% Importing\\u001b',
    '\r\u001b[K████████████████████████ 100% Importing\\u001b',
    '\r\u001b[K',
  ])
  t.end()
})

t.test('progress draws its bar in ASCII, and a spinner for a total of zero', (t) => {
  const bar = drawn(t, true, 'x', 2)
  bar.progress.advance(1)
  bar.turn(false)
  t.equal(bar.seen.find((text) => text.startsWith('\r')), '\r\u001b[K############............  50% x')
  const empty = drawn(t, false, 'x', 0)
  empty.turn(false)
  t.equal(empty.seen.find((text) => text.startsWith('\r')), '\r\u001b[K⠋ x')
  t.end()
})

t.test('work that is done within 300 ms shows no progress', (t) => {
  const { progress, seen } = drawn(t, false, 'x')
  progress.done()
  t.strictSame(seen, ['in 300 ms'])
  t.end()
})

t.test('progress without anything to draw on does nothing', (t) => {
  const progress = newProgress(undefined, false, 'x', 5)
  progress.advance(1)
  progress.done()
  t.end()
})
