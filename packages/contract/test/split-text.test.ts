import fc from 'fast-check'
import t from 'tap'
import { formatSplits, parseSplits, type TextPart } from '../src/split-text.ts'

function part (name: string, amount: string, rest: Partial<TextPart> = {}): TextPart {
  return { name, amount, isAccount: false, description: '', ...rest }
}

t.test('parts are written as a person would type them', async (t) => {
  t.equal(formatSplits([]), '')
  t.equal(formatSplits([part('Groceries', '45.00'), part('Household', '15.00')]), 'Groceries=45.00; Household=15.00')
  t.equal(
    formatSplits([part('Loan', '45.00', { isAccount: true }), part('', '-1'), part('a;b', '1', { description: 'x' })]),
    '@Loan=45.00; =-1; "a;b"=1 "x"'
  )
})

t.test('parts are read as they are written, with or without spaces', async (t) => {
  t.strictSame(parseSplits(''), [])
  t.strictSame(parseSplits(' eating out = 45 ;@Loan=5;"@x"=1 "a \\"lamp\\"" ; =2'), [
    part('eating out', '45'), part('Loan', '5', { isAccount: true }), part('@x', '1', { description: 'a "lamp"' }),
    part('', '2'),
  ])
  for (const wrong of ['groceries', 'a=1; b', '"a=1', '"\\q"=1', 'a=1 "\\q"', 'a=1 "x" y']) {
    t.equal(parseSplits(wrong), undefined, wrong)
  }
})

t.test('whatever parts are called, what is written is read again', async () => {
  const name = fc.string({ unit: 'grapheme', maxLength: 8 }).map((text) => text.trim())
  const any = fc.record({
    name, isAccount: fc.boolean(), amount: fc.constantFrom('1.00', '-3', '0.125'),
    description: fc.string({ unit: 'grapheme', maxLength: 8 }),
  }, { noNullPrototype: true })
  fc.assert(fc.property(fc.array(any, { minLength: 1, maxLength: 4 }), (parts) => {
    t.strictSame(parseSplits(formatSplits(parts)), parts)
  }))
})

t.test('a long text that is none is refused at once', async (t) => {
  const begun = performance.now()
  const spaces = ' '.repeat(200_000)
  for (const text of [spaces, `${spaces}x`, `a=1${spaces}x"`, '"'.repeat(200_001), `${'a=1;'.repeat(50_000)}x`]) {
    parseSplits(text)
  }
  t.ok(performance.now() - begun < 1000)
})
