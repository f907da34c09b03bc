import { parseAmount } from '@fintrack/contract/money'
import fc from 'fast-check'
import t from 'tap'
import { parseAmountText, parseCurrency, readAmount, typedAmount } from '../../src/options/amount.ts'

t.test('an amount is sent as it was typed', async (t) => {
  for (const text of [
    '12', '12.5', '12.50', '-5', '-.5', '.5', '5.', '0', '0012.50', '1234.56', '1234.567', '0.500', '1234',
  ]) {
    t.equal(parseAmountText(text, 'USD', 'The amount'), text)
  }
})

t.test('an amount that can be read two ways is refused with both readings', async (t) => {
  for (const [text, whole, decimal] of [
    ['1.234', '1234', '1.234'],
    ['1,234', '1234', '1.234'],
    ['-12.000', '-12000', '-12.000'],
    ['999,999', '999999', '999.999'],
  ] as const) {
    t.throws(() => parseAmountText(text, 'USD', '--min'), {
      name: 'UserError',
      kind: 'usage',
      message: `--min "${text}" can be read two ways: as ${whole} or as ${decimal}.`,
      hint: `Write ${whole} or ${decimal.slice(0, -1)}: USD has 2 decimals.`,
    })
  }
})

t.test('an amount in a currency of three decimals has one reading with a point, and two with a comma', async (t) => {
  t.equal(parseAmountText('1.234', 'KWD', 'The amount'), '1.234')
  t.throws(() => parseAmountText('1,234', 'KWD', 'The amount'), {
    message: 'The amount "1,234" can be read two ways: as 1234 or as 1.234.',
    hint: 'Write 1234 or 1.234: KWD has 3 decimals.',
  })
  t.throws(() => parseAmountText('1.234', 'JPY', 'The amount'), { hint: 'Write 1234 or 1: JPY has no decimals.' })
})

t.test('the currency of an amount is asked for where the amount can be read two ways, and nowhere else', async (t) => {
  const asked: string[] = []
  const read = (text: string, currency: string) => readAmount(typedAmount(text, '--min'), async () => {
    asked.push(text)
    return currency
  })
  t.equal(await read('12.50', 'KWD'), '12.50')
  t.equal(await read('0.125', 'USD'), '0.125')
  t.equal(await read('1.255', 'KWD'), '1.255')
  await t.rejects(read('1,255', 'KWD'), { kind: 'usage' })
  t.strictSame(asked, ['1.255', '1,255'])
})

t.test('an amount in a spelling that is not taken is refused with the spelling that is', async (t) => {
  const cases = {
    '1,50': '1.50',
    ',5': '.5',
    '-1,5': '-1.5',
    '0,500': '0.500',
    '1234,567': '1234.567',
    '1,234.56': '1234.56',
    '1.234,56': '1234.56',
    '1.234.567': '1234567',
    '1,234,567.8': '1234567.8',
    '1 234': '1234',
    '1 234,50': '1234.50',
    '1\'234.50': '1234.50',
    '-1,234.56': '-1234.56',
  }
  for (const [text, meant] of Object.entries(cases)) {
    t.throws(() => parseAmountText(text, 'USD', 'The amount'), {
      kind: 'usage', message: `The amount "${text}" is not an amount.`, hint: `Write ${meant}.`,
    }, text)
  }
})

t.test('a text that is no amount is refused with an example', async (t) => {
  for (const text of [
    '', '-', '.', 'twelve', '$5', '5 USD', '1e3', '+5', '--5', '1,2,3', '1.2.3', '١٢', '12 ', '0x10', '1,234,56',
  ]) {
    t.throws(() => parseAmountText(text, 'USD', 'The amount'), {
      kind: 'usage',
      message: `The amount ${JSON.stringify(text)} is not an amount.`,
      hint: 'Write digits with at most one point, such as 12.50.',
    }, text)
  }
})

t.test('the command line accepts the amounts that the API accepts, with any number of decimals', async (t) => {
  fc.assert(fc.property(fc.stringMatching(/^-?[0-9]{0,5}[.,]?[0-9]{0,2}$/), (text) => {
    let passed: string
    try {
      passed = parseAmountText(text, 'USD', 'The amount')
    } catch {
      t.ok('fault' in parseAmount(text, 'USD'), text)
      return
    }
    t.equal(passed, text)
    t.ok('minor' in parseAmount(text, 'USD') || /^-0*\.?0*$/.test(text), text)
  }))
})

t.test('a currency code is read in any case', async (t) => {
  t.equal(parseCurrency('EUR'), 'EUR')
  t.equal(parseCurrency('jpy'), 'JPY')
})

t.test('an unknown currency is refused with the nearest codes', async (t) => {
  t.throws(() => parseCurrency('eux'), {
    kind: 'usage',
    message: '--currency is "eux", which is not an ISO 4217 currency code.',
    hint: 'Write one such as EUR.',
  })
  t.throws(() => parseCurrency('usx'), { name: 'UserError', hint: 'Write one such as USD, USN, USS.' })
  t.throws(() => parseCurrency('€'), {
    message: '--currency is "€", which is not an ISO 4217 currency code.', hint: 'Write one such as EUR.',
  })
})
