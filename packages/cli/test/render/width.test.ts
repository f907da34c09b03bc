import fc from 'fast-check'
import t from 'tap'
import { cut, padLeft, padRight, widthOf } from '../../src/render/width.ts'

t.test('widthOf counts the cells that a terminal gives to a text', async (t) => {
  const cases: ReadonlyArray<readonly [string, number]> = [
    ['', 0], ['milk', 4], ['Café', 4], ['Cafe\u0301', 4], ['\u0301', 0],
    ['日本', 4], ['ﾃﾚﾋﾞ', 4], ['ｱＡ', 3], ['한글', 4], ['\u1112\u1161\u11ab', 2], ['กำ', 2], ['ก็', 1], ['क्षि', 3],
    ['😀', 2],
    ['👨‍👩‍👧', 2],
    ['🇩🇪', 2],
    ['🏴󠁧󠁢󠁥󠁮󠁧󠁿', 2],
    ['👍🏽', 2],
    ['1️⃣', 2],
    ['❤️', 2],
    ['❤', 1],
    ['☎︎', 1],
    ['☕', 2],
    ['…', 1],
    ['█▏', 2],
    ['\u{20000}', 2],
  ]
  for (const [text, width] of cases) t.equal(widthOf(text), width, JSON.stringify(text))
})

t.test('cut ends a text that does not fit with an ellipsis', async (t) => {
  t.equal(cut('groceries', 9), 'groceries')
  t.equal(cut('groceries', 8), 'groceri…')
  t.equal(cut('eating out', 8), 'eating…', 'no space before the ellipsis')
  t.equal(cut('groceries', 8, '...'), 'groce...')
  t.equal(cut('日本語', 4), '日…', 'half a character is left out')
  t.equal(cut('日本語', 5), '日本…')
  t.equal(cut('a👨‍👩‍👧b', 3), 'a…', 'a family is not cut apart')
  t.equal(cut('groceries', 1), '…')
  t.equal(cut('groceries', 2, '...'), '..')
  t.equal(cut('groceries', 0), '')
})

t.test('padLeft and padRight fill a text up to a width in cells', async (t) => {
  t.equal(padRight('日本', 6), '日本  ')
  t.equal(padLeft('日本', 6), '  日本')
  t.equal(padRight('groceries', 4), 'groceries')
  t.equal(padLeft('groceries', 4), 'groceries')
})

t.test('a cut text is never wider than its room', async (t) => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), fc.nat(20), (text, room) => {
    t.ok(widthOf(cut(text, room)) <= room)
    t.equal(widthOf(padLeft(cut(text, room), room)), room)
  }))
})
