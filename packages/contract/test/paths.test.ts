import t from 'tap'
import { cutTo, faultOfName, isBelow, keysAlong, lastPartsOf, partsOf, pathName } from '../src/paths.ts'

t.test('a name is written without spaces round its colons, whatever colon was typed', async (t) => {
  const written: Record<string, string> = {
    Food: 'Food',
    ' Food : Restaurant ': 'Food:Restaurant',
    'Food:  Fast food :Burgers': 'Food:Fast food:Burgers',
    'Food：Restaurant': 'Food:Restaurant',
    'a : : b': 'a::b',
  }
  for (const [typed, name] of Object.entries(written)) t.equal(pathName(typed), name, typed)
})

t.test('a path has parts; a name of old with an empty part, or spaces round a colon, is one part', async (t) => {
  t.strictSame(partsOf('Food:Restaurant'), ['Food', 'Restaurant'])
  for (const name of ['Food', 'Food:', ':', 'a::b', 'Food : Restaurant', 'a⩴b', 'a：b', '1:⩴']) {
    t.strictSame(partsOf(name), [name], name)
    t.equal(keysAlong(name).length, 1, name)
    t.strictSame(lastPartsOf(name), [], name)
  }
  t.strictSame(keysAlong('Food:CAFÉ:x'), ['food', 'food:café', 'food:café:x'])
  t.strictSame(lastPartsOf('Food:CAFÉ:x'), ['café:x', 'x'])
})

t.test('a name is cut to so many parts, and lies below those before its own', async (t) => {
  t.equal(cutTo('a:b:c', 2), 'a:b')
  t.equal(cutTo('a:b:c', 9), 'a:b:c')
  t.equal(cutTo('a::c', 1), 'a::c')
  t.ok(isBelow('Food:Restaurant', 'FOOD'))
  t.notOk(isBelow('Food', 'food'))
  t.notOk(isBelow('Foodstuff:x', 'food'))
  t.notOk(isBelow('Food::x', 'food'))
})

t.test('a new name shows something in each part, and turns no text around', async (t) => {
  for (const name of ['می\u200cخواهم', '👩\u200d🚀', 'क्', '\u{1fae9}', '…', 'Food:\u00ad-']) {
    t.equal(faultOfName(name), undefined)
  }
  for (const name of ['\u200b', '\u3164', '\u2800', '\u0301', '\u{e0041}', '\u00ad']) {
    t.equal(faultOfName(name), `"${name}" shows nothing; add a letter.`)
    t.equal(
      faultOfName(`Food:${name}`),
      `"Food:${name}" has an empty part; write a name on each side of every colon, such as Food:Restaurant.`
    )
  }
  for (const name of ['\u2066x', 'Food:x\u202e', 'a\u200eb', '\u061cx']) {
    t.equal(faultOfName(name), `"${name}" holds signs that turn the direction of a text; leave them out.`)
  }
})

t.test('a new name has a name on each side of every colon, and a letter', async (t) => {
  t.equal(faultOfName('Food:Restaurant'), undefined)
  t.equal(faultOfName('2024:05'), undefined)
  t.equal(faultOfName('12'), '"12" is only digits, which would be read as an id; add a letter.')
  for (const name of ['Food:', ':Food', 'a::b', ':', 'a⩴b']) {
    t.equal(
      faultOfName(name),
      `"${name}" has an empty part; write a name on each side of every colon, such as Food:Restaurant.`
    )
  }
})
