import t from 'tap'
import { paintOf, takesColor, type ColorChoice } from '../../src/io/color.ts'

t.test('colour follows the flag, then NO_COLOR, then FORCE_COLOR, then the terminal', (t) => {
  const cases: Array<[ColorChoice, Record<string, string>, boolean, boolean]> = [
    ['auto', {}, true, true],
    ['auto', {}, false, false],
    ['auto', { TERM: 'dumb' }, true, false],
    ['auto', { NO_COLOR: '1' }, true, false],
    ['auto', { NO_COLOR: '' }, true, true],
    ['auto', { FORCE_COLOR: '1' }, false, true],
    ['auto', { FORCE_COLOR: '3', TERM: 'dumb' }, false, true],
    ['auto', { FORCE_COLOR: '0' }, true, false],
    ['auto', { FORCE_COLOR: 'false' }, true, false],
    ['auto', { FORCE_COLOR: '' }, false, false],
    ['auto', { NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
    ['always', { NO_COLOR: '1', TERM: 'dumb' }, false, true],
    ['never', { FORCE_COLOR: '1' }, true, false],
  ]
  for (const [choice, env, isTerminal, expected] of cases) {
    t.equal(takesColor(choice, env, isTerminal), expected, JSON.stringify([choice, env, isTerminal]))
  }
  t.end()
})

t.test('paint uses the sixteen colours of the terminal, or none', async (t) => {
  const [on, off] = [await paintOf(true), await paintOf(false)]
  const all = (paint: typeof on): string[] =>
    [paint.bold, paint.dim, paint.red, paint.green, paint.yellow, paint.cyan].map((one) => one('x'))
  t.strictSame(all(on), ['1', '2', '31', '32', '33', '36'].map((code) =>
    `\u001b[${code}mx\u001b[${code === '1' || code === '2' ? 22 : 39}m`))
  t.strictSame(all(off), ['x', 'x', 'x', 'x', 'x', 'x'])
})
