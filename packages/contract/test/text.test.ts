import fc from 'fast-check'
import t from 'tap'
import {
  counted, fold, foldName, foldSearch, foldStart, isEmail, isLine, isName, isProse, isTag, isUsername, lengthOf, listed,
  nearest, normalName, quote,
  searchKey, searchWords,
} from '../src/text.ts'

/** So long that nothing but linear time comes to an end. */
const LONG = 1 << 20

const anyText = fc.string({ unit: 'binary', maxLength: 40 })
/** Letters and marks that NFC, NFKC and case all change. */
const trickyText = fc.string({
  unit: fc.constantFrom(
    ...'aAßẞiIİıſΣςσﬁﷺÅÅ２Ⅻ½ﾞﾟ각Ǆǅ\u{1d15e}', '\u0301', '\u0307', '\u0323', '\u0327', '\u0344', '\u0345', '\u093c',
    '\u0e33', '\u1161', '\u11a8', '\u09be'
  ),
  maxLength: 80,
})

/** Every character that is a mark, or that a normal form or lower case changes. */
const CHANGING = Array.from({ length: 0x110000 }, (_, point) => String.fromCodePoint(point)).filter((character) =>
  !/\p{Cs}/u.test(character) && (/\p{M}/u.test(character) || character.toLowerCase() !== character ||
  character.normalize('NFD') !== character || character.normalize('NFKC') !== character))

t.test('fold makes names equal that differ in case, width or composition', async (t) => {
  for (const [one, other] of [
    ['Groceries', 'GROCERIES'], ['Äpfel', 'äPFEL'], ['Äpfel', 'A\u0308pfel'], ['ＡＢＣ', 'abc'], ['ﬁsh', 'FISH'],
    ['ΟΔΟΣ', 'οδος'],
    ['Ünïcödé', 'ÜNÏCÖDÉ'], ['カ\uff9e', 'ガ'], ['Ⅻ', 'xii'], ['日本', '日本'], ['Привет', 'ПРИВЕТ'],
    ['I\u0327\u0307x', 'İ\u0327X'],
  ] as const) t.equal(fold(one), fold(other), `${one} is ${other}`)
  t.not(fold('resume'), fold('résumé'), 'an accent counts')
  t.not(fold('ı'), fold('i'), 'no locale is looked at')
  t.equal(fold(' a  b '), ' a  b ', 'spaces are kept')
})

t.test('folding a text twice gives the same as folding it once', async (t) => {
  const texts = CHANGING.flatMap((character) => [character, `${character}\u0327\u0307`])
  t.strictSame(
    texts.filter((text) => fold(fold(text)) !== fold(text) || fold(text.normalize('NFD')) !== fold(text)), []
  )
  fc.assert(fc.property(fc.oneof(anyText, trickyText), (text) => fold(fold(text)) === fold(text)), { numRuns: 1000 })
  fc.assert(fc.property(anyText, (text) => fold(text.normalize('NFC')) === fold(text.normalize('NFD'))))
  for (const foldOf of [foldName, foldSearch]) {
    t.strictSame(texts.filter((text) =>
      foldOf(foldOf(text)) !== foldOf(text) || foldOf(text.normalize('NFD')) !== foldOf(text)), [], foldOf.name)
    fc.assert(fc.property(fc.oneof(anyText, trickyText), (text) => foldOf(foldOf(text)) === foldOf(text)),
      { numRuns: 1000 })
    fc.assert(fc.property(anyText, (text) => foldOf(text.normalize('NFC')) === foldOf(text.normalize('NFD'))))
  }
  // Two names that are one by the fold of usernames are one.
  fc.assert(fc.property(fc.oneof(anyText, trickyText), (text) => foldName(fold(text)) === foldName(text)),
    { numRuns: 1000 })
})

t.test('the start of a folded text is that of the whole folded text', async (t) => {
  for (const letter of [
    'a', 'É', '\uFDFA', '𝒜', 'e\u0301', '\uFDFAe\u0301', 'a\u0323'.repeat(3), 'Σ', 'ß', '\u1112\u1161\u11ab',
  ]) {
    const text = letter.repeat(300)
    for (const most of [1, 20, 299, 5000, 100_000]) {
      for (const foldOf of [fold, foldSearch]) {
        const start = foldOf(text).slice(0, most)
        t.equal(foldStart(text, most, foldOf), /[\uD800-\uDBFF]$/.test(start) ? start.slice(0, -1) : start,
          `${most} of ${letter} by ${foldOf.name}`)
      }
    }
  }
  t.equal(searchKey('É'.repeat(30_000)), 'e'.repeat(20_000))
})

t.test('names are compared by full case folding, and accents count [case 10]', async (t) => {
  for (const [one, other] of [
    ['Groceries', 'GROCERIES'], ['ΚΑΦΕΣ', 'καφεσ'], ['ΚΑΦΕΣ', 'καφες'], ['Straße', 'STRASSE'], ['STRAẞE', 'strasse'],
    ['ﬁsh', 'FISH'], ['ŉ', 'ʼN'], ['ΐ', 'Ϊ\u0301'], ['ᾳ', 'ΑΙ'], ['ſ', 'S'], ['Ꭰ', 'ꭰ'], ['İ', 'i\u0307'], ['µ', 'Μ'],
    ['Äpfel', 'A\u0308PFEL'], ['ǅ', 'ǆ'],
  ] as const) t.equal(foldName(one), foldName(other), `${one} is ${other}`)
  for (const [one, other] of [
    ['Cafe', 'Café'], ['ı', 'i'], ['ı', 'I'], ['ø', 'o'], ['ss', 's'], ['κωστας', 'κώστας'],
  ] as const) t.not(foldName(one), foldName(other), `${one} is not ${other}`)
  const changing = CHANGING.filter((character) => character !== 'ı')
  t.strictSame(changing.filter((character) =>
    [character.toUpperCase(), character.toLowerCase()].some((cased) => foldName(cased) !== foldName(character))
  ), [], 'no case of any letter counts')
})

t.test('a search looks behind case, accents, strokes and ligatures [case 10]', async (t) => {
  for (const [one, other] of [
    ['CAFÉ', 'cafe'], ['Straße', 'STRASSE'], ['κώστας', 'ΚΩΣΤΑΣ'], ['İSTANBUL', 'istanbul'], ['ısparta', 'ISPARTA'],
    ['ŁÓDŹ', 'lodz'], ['Ærøskøbing', 'aeroskobing'], ['Œuvre', 'oeuvre'], ['đồng', 'dong'], ['Ðǿ', 'do'], ['Þ', 'TH'],
    ['ё', 'е'], ['ガ', 'カ'], ['ｶﾞ', 'カ'], ['שָׁלוֹם', 'שלום'], ['مُحَمَّد', 'محمد'], ['①', '1'],
    ['ﷺ', 'صلى الله عليه وسلم'], ['각'.normalize('NFD'), '각'],
  ] as const) t.equal(foldSearch(one), foldSearch(other), `${one} is ${other}`)
  t.not(foldSearch('각'), foldSearch('가'), 'a syllable is a letter')
  t.equal(foldSearch('a-b_c/1'), 'a-b_c/1')
})

t.test('the words of a search are folded, and each is looked for once', async (t) => {
  t.strictSame(searchWords(' Café  NOIR\u00a0cafe\n'), ['cafe', 'noir'])
  t.strictSame(searchWords(' \u0301 '), [])
  t.strictSame(searchWords(''), [])
})

t.test('fold compares at most thirty marks on one letter', async (t) => {
  t.equal(fold(`a${'\u0323'.repeat(500)}`), fold(`a${'\u0323'.repeat(30)}`))
  t.not(fold(`a${'\u0323'.repeat(29)}`), fold(`a${'\u0323'.repeat(28)}`))
})

t.test('a long text is folded and checked in linear time [P3.2]', async (t) => {
  // Each mark has to be sorted past all those before it.
  const marks = `a${'\u0301\u0323'.repeat(LONG)}`
  t.equal(fold(marks).length, 30)
  t.equal(fold('\uff9e\u0323'.repeat(LONG)).length, 30)
  t.equal(fold('\u0344'.repeat(LONG)).length, 30)
  t.equal(fold('A'.repeat(LONG)), 'a'.repeat(LONG))
  for (const foldOf of [foldName, foldSearch]) {
    for (const letter of ['\u0301\u0323', '\uff9e\u0323', '\u0344', '\u0345']) {
      t.ok(foldOf(`a${letter.repeat(LONG)}`).length < 100)
    }
    t.equal(foldOf('Éı'.repeat(LONG)).length, 2 * LONG)
  }
  t.notOk(isName(marks, 100))
  t.equal(normalName(` ${marks} `), marks, 'what is no name is only trimmed')
  t.notOk(isUsername(marks, 150))
  t.notOk(isName('a'.repeat(LONG), 100))
  t.ok(isName(`${' '.repeat(LONG)}a${' '.repeat(LONG)}`, 1))
  t.notOk(isName(`${' '.repeat(LONG)}\n`, 1))
  t.notOk(isProse('a'.repeat(LONG), LONG - 1))
  t.ok(isProse('\n'.repeat(LONG), LONG))
  t.equal(lengthOf('😀'.repeat(LONG)), LONG)
  for (const text of [
    'a'.repeat(LONG), '@'.repeat(LONG), 'a@'.repeat(LONG), `a@${'a.'.repeat(LONG)}`, `a@${'-'.repeat(LONG)}`,
  ]) t.notOk(isEmail(text))
  t.equal(quote('a'.repeat(LONG)), `"${'a'.repeat(57)}…"`)
  t.equal(nearest('a'.repeat(LONG), ['b', 'a'.repeat(100)]), undefined)
})

t.test('the length of a text counts characters', async (t) => {
  t.equal(lengthOf(''), 0)
  t.equal(lengthOf('a😀ä'), 3)
  fc.assert(
    fc.property(fc.oneof(anyText, fc.string({ unit: 'binary-ascii' })), (text) => lengthOf(text) === [...text].length)
  )
})

t.test('a name is kept trimmed and in one form', async (t) => {
  t.equal(normalName('  A\u0308pfel\u00a0'), 'Äpfel')
  t.equal(normalName('a  b'), 'a  b')
  fc.assert(fc.property(fc.oneof(anyText, trickyText), (text) => normalName(normalName(text)) === normalName(text)))
})

t.test('a name is one line that is not empty', async (t) => {
  for (const name of [
    'a', ' a ', 'a/b&c', '日用品', '😀'.repeat(5), 'e\u0301'.repeat(5), ' '.repeat(50) + 'abcde',
  ]) t.ok(isName(name, 5), JSON.stringify(name))
  for (const name of [
    '', ' ', '\u00a0\u3000', 'abcdef', '😀'.repeat(6), 'q\u0301'.repeat(3),
  ]) t.notOk(isName(name, 5), JSON.stringify(name))
  const signs = ['\0', '\t', '\n', '\r', '\u001b', '\u007f', '\u0085', '\u009f', '\ud800', '\udfff', '\u2028', '\u2029']
  const names = signs.flatMap((sign) => [`${sign}a`, `a${sign}a`, `a${sign}`, sign])
  t.strictSame(names.filter((name) => isName(name, 5)), [], 'nor has it controls, at its ends either')
})

t.test('a tag shows something in each of its parts', async (t) => {
  for (const tag of ['trip', 'trip/2024', 'यात्रा', 'a-b_c', '-']) t.ok(isTag(tag, 20), tag)
  for (const tag of ['', 'a b', 'a/', '\u3164', 'a/\u3164', '\u0301', 'a/\u0301']) {
    t.notOk(isTag(tag, 20), JSON.stringify(tag))
  }
})

t.test('isLine accepts an empty line', async (t) => {
  for (const line of ['', ' ', 'abcde']) t.ok(isLine(line, 5))
  for (const line of ['abcdef', '\n', ' \u2028']) t.notOk(isLine(line, 5))
})

t.test('a letter that is composed of several code points counts as one', async (t) => {
  const composed = CHANGING.filter(
    (character) => character.normalize('NFD') !== character && character.normalize('NFC') === character
  )
  t.strictSame(composed.filter((character) => !isName(character.normalize('NFD').repeat(200), 200)), [])
})

t.test('prose has tabs and line breaks, and no other controls', async (t) => {
  t.ok(isProse('', 5))
  t.ok(isProse('a\tb\n', 5))
  t.ok(isProse('\r\n\u2028', 5))
  t.ok(isProse('😀'.repeat(5), 5))
  t.notOk(isProse('😀'.repeat(6), 5))
  const signs = ['\0', '\b', '\u000b', '\f', '\u000e', '\u001b', '\u007f', '\u0080', '\u009b', '\ud800', '\udfff']
  t.strictSame(signs.filter((sign) => isProse(sign, 5)), [])
})

t.test('a username is of letters, digits and @ . + - _', async (t) => {
  for (const unseen of ['\u3164', '\u115f', 'a\u3164b']) t.notOk(isUsername(unseen, 20), JSON.stringify(unseen))
  for (const name of [
    'ann', 'Ann_B', 'ann@example.com', 'a+b-c.d', 'jürgen', 'ju\u0308rgen', 'Мария', '山田', 'अनीता', '٣', ' ann ',
  ]) t.ok(isUsername(name, 20), name)
  for (const name of [
    '', ' ', 'a b', 'a/b', 'a\nb', 'a\u200bb', 'a\u202eb', '😀', '"ann"', 'a:b', 'a,b', 'a'.repeat(21),
  ]) t.notOk(isUsername(name, 20), JSON.stringify(name))
})

t.test('an e-mail address has a local part and a domain', async (t) => {
  const label = 'a'.repeat(63)
  for (const text of [
    '', 'ann@example.com', 'ann+fin.track@mail.example.co.uk', "o'neil@example.org", 'a@b.co', 'jürgen@bücher.example',
    '用户@例子.广告', 'a@xn--bcher-kva.example', 'a@1.a1', `${'a'.repeat(64)}@${label}.com`,
  ]) t.ok(isEmail(text), text)
  for (const text of [
    'ann', '@example.com', 'ann@', 'ann@example', 'ann@example.c', 'ann@@example.com', 'a@b@example.com',
    'ann@.example.com', 'ann@example..com', 'ann@example.com.',
    'ann@-example.com', 'ann@example-.com', 'ann@exa_mple.com', ' ann@example.com', 'ann@example.com\n',
    'an n@example.com', '<ann@example.com>', 'ann@example.com,bob@example.com',
    '"a"@example.com', 'a\0@example.com', '\ud800@example.com', `${'a'.repeat(65)}@example.com`, `a@${label}a.com`,
    `a@${`${label}.`.repeat(4)}com`,
  ]) t.notOk(isEmail(text), JSON.stringify(text))
})

t.test('a quoted value is short JSON', async (t) => {
  t.equal(quote('12,50'), '"12,50"')
  t.equal(quote('say "x"\n'), '"say \\"x\\"\\n"')
  t.equal(quote('\ud800'), '"\\ud800"')
  t.strictSame([5, -0.5, true, null, undefined, NaN].map(quote), ['5', '-0.5', 'true', 'null', 'undefined', 'NaN'])
  t.equal(quote('a'.repeat(58)), `"${'a'.repeat(58)}"`)
  t.equal(quote('a'.repeat(59)), `"${'a'.repeat(57)}…"`)
  t.equal(quote('😀'.repeat(59)), `"${'😀'.repeat(57)}…"`, 'not cut within a character')
  t.equal(quote(['a', 5, null]), '["a",5,null]')
  t.equal(quote({ a: 1, b: { c: [] }, '': [1] }), '{"a":1,"b":"…","":"…"}', 'what stands deeper is left out')
  t.equal(quote(Array.from({ length: 100 }, () => 1)), `[${'1,'.repeat(28)}1…`)
  t.equal(quote(JSON.parse('['.repeat(100_000) + ']'.repeat(100_000))), '["…"]', 'also deeper than the stack')
  t.equal(quote(JSON.parse('{"":'.repeat(100_000) + '1' + '}'.repeat(100_000))), '{"":"…"}')
  fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 2000 }), fc.jsonValue()), (value) => {
    const quoted = quote(value)
    return lengthOf(quoted) <= 60 && !/\p{Cs}/u.test(quoted) && (typeof value !== 'string' || /^".*"$/su.test(quoted))
  }))
})

t.test('listed joins words as English does', async (t) => {
  t.strictSame([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map((words) => listed(words)), [
    '', 'a', 'a and b', 'a, b and c',
  ])
  t.equal(listed(['a', 'b', 'c'], 'or'), 'a, b or c')
})

t.test('counted puts a number in front of its noun', async (t) => {
  t.strictSame([0, 1, 2, 999, 1000, 1_234_567].map((count) => counted(count, 'row')), [
    '0 rows', '1 row', '2 rows', '999 rows', '1,000 rows', '1,234,567 rows',
  ])
  t.equal(counted(2, 'category', 'categories'), '2 categories')
})

t.test('nearest finds the most similar name', async (t) => {
  const names = ['Groceries', 'Rent', 'Eating out', 'Transport', 'Health: Insurance', 'Äpfel', 'Unterhaltung']
  for (const [typed, meant] of [
    ['groceries', 'Groceries'], ['grocereis', 'Groceries'], ['grocries', 'Groceries'], ['groceriess', 'Groceries'],
    ['Grozeries', 'Groceries'],
    ['rnet', 'Rent'], ['äpfle', 'Äpfel'], ['apfel', 'Äpfel'], [' RENT ', 'Rent'],
    ['trans', 'Transport'], ['out', 'Eating out'], ['insurance', 'Health: Insurance'], ['unterh', 'Unterhaltung'],
  ] as const) t.equal(nearest(typed, names), meant, typed)
  for (const typed of [
    '', ' ', 't', 'xyz', 'transmission', 'z', 'cash withdrawal',
  ]) t.equal(nearest(typed, names), undefined, typed)
  t.equal(nearest('rent', []), undefined)
  t.equal(nearest('abcd', ['abdc', 'abc']), 'abdc', 'a swap is one edit, and of equals the first is meant')
  t.equal(nearest('ab', ['abcdefgh', 'xb']), 'xb', 'an edit is nearer than a beginning')
  t.equal(nearest('food', ['food for the dog', 'food out']), 'food out', 'of two beginnings the shorter is meant')
  fc.assert(fc.property(fc.array(anyText), anyText, (candidates, typed) => {
    const meant = nearest(typed, candidates)
    return meant === undefined || candidates.includes(meant)
  }))
  fc.assert(fc.property(fc.array(
    fc.string({ minLength: 1, maxLength: 30 }).filter((name) => name.trim() === name && name !== '')
  ), fc.nat(), (candidates, at) => {
    const typed = candidates[at % candidates.length]
    return typed === undefined || fold(nearest(typed, candidates) ?? '') === fold(typed)
  }))
})

t.test('the search for the nearest name is bounded by the number of names and by the work', async (t) => {
  const far = Array.from({ length: 1000 }, (_, at) => `${at}`.padStart(8, 'x'))
  t.equal(nearest('groceries', [...far.slice(0, 999), 'groceriess']), 'groceriess')
  t.equal(nearest('groceries', [...far, 'groceriess']), undefined, 'the thousand and first is not looked at')
  let taken = 0
  function * endless () {
    for (;;) yield `${taken += 1}`.padStart(12, 'y')
  }
  t.equal(nearest('groceries', endless()), undefined)
  t.equal(taken, 1001)
  const long = Array.from({ length: 200 }, (_, at) => `${'cd'.repeat(50)}${at}`)
  const typed = `${'ba'.repeat(50)}x`
  t.equal(nearest(typed, [...long, typed.slice(1)]), undefined, 'edits are counted up to a bound')
  t.equal(nearest(typed, [...long, `${typed}, and more`]), `${typed}, and more`, 'what begins alike is found behind it')
})
