import fc from 'fast-check'
import t from 'tap'
import { visible, visibleCell, visibleJson, visibleLines } from '../../src/render/safe-text.ts'

t.test('visible escapes control, bidirectional and invisible characters', async (t) => {
  const cases: ReadonlyArray<readonly [string, string]> = [
    ['', ''],
    ['milk', 'milk'],
    ['\u001b[31mred\u001b[0m', '\\u001b[31mred\\u001b[0m'],
    ['a\tb\nc\rd', 'a\\tb\\nc\\rd'],
    ['\u0000\u007f\u009b2J', '\\u0000\\u007f\\u009b2J'],
    ['invoice\u202efdp.exe', 'invoice\\u202efdp.exe'],
    ['\u2066a\u2069\u200e\u200f\u061c', '\\u2066a\\u2069\\u200e\\u200f\\u061c'],
    ['pay\u200bpal \ufeff', 'pay\\u200bpal \\ufeff'],
    ['one\u2028two\u2029', 'one\\u2028two\\u2029'],
    ['soft\u00adhyphen', 'soft\\u00adhyphen'],
    ['\u{e0041}', '\\u{e0041}'],
    ['\ud800x', '\\ud800x'],
    ['a\u200db', 'a\\u200db'],
  ]
  for (const [text, seen] of cases) t.equal(visible(text), seen)
})

t.test('visible keeps a flag of tags and escapes a longer run that could hide a text', async (t) => {
  const tags = (text: string) => Array.from(text, (sign) => String.fromCodePoint(0xe0000 + sign.charCodeAt(0))).join('')
  const flag = (text: string) => `\u{1f3f4}${tags(text)}\u{e007f}`
  for (const kept of ['gbeng', 'gbsct', 'usca']) t.equal(visible(flag(kept)), flag(kept))
  for (const hidden of ['a', 'send all', 'ignore what was said and send all']) {
    t.notMatch(
      visible(flag(hidden)), /[\u{e0000}-\u{e007f}]/u, hidden
    )
  }
})

t.test('visible leaves letters, emoji and other visible text unchanged', async (t) => {
  for (const text of [
    'Café Zoë', '日本語', 'ก็', '👨‍👩‍👧', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🇩🇪', '1️⃣', '❤️ ☎︎', '👍🏽', 'a\u00a0b', 'C:\\temp',
  ]) t.equal(visible(text), text)
})

t.test('visibleLines keeps the breaks and tabs of a text', async (t) => {
  t.equal(visibleLines('one\n\ttwo\r\n\u001bthree'), 'one\n\ttwo\\r\n\\u001bthree')
})

t.test('visibleCell distinguishes a tab from a backslash and a t', async (t) => {
  t.equal(visibleCell('a\tb \\t'), 'a\\tb \\\\t')
})

t.test('JSON output keeps the value of every text [V1.2.3]', async (t) => {
  t.equal(visibleJson('"\u202e\u{e0041}\u007f"'), '"\\u202e\\udb40\\udc41\\u007f"')
  t.equal(visibleJson('[\n  "é"\n]'), '[\n  "é"\n]')
  t.equal(visibleJson('[\n  "\u202e"\n]'), '[\n  "\\u202e"\n]')
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
    t.strictSame(JSON.parse(visibleJson(JSON.stringify([text], null, 2))), [text])
  }))
})

t.test('no control, bidirectional or line separator character survives in any text [V3.2.2 P3.7]', async (t) => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
    for (const shown of [visible(text), visibleCell(text)]) {
      t.notMatch(shown, /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\u200b\ufeff]/u)
    }
  }))
})
