import t from 'tap'
import { parseCurrency } from '../../src/options/currency.ts'

t.test('a currency code is read in any case', async (t) => {
  t.equal(parseCurrency('EUR'), 'EUR')
  t.equal(parseCurrency('jpy'), 'JPY')
})

t.test('what is no code is refused with the nearest ones', async (t) => {
  t.throws(() => parseCurrency('eux'), {
    kind: 'usage', message: '--currency is "eux", which is not an ISO 4217 currency code.', hint: 'Write one such as EUR.',
  })
  t.throws(() => parseCurrency('usx'), { name: 'Fault', hint: 'Write one such as USD, USN, USS.' })
  t.throws(() => parseCurrency('€'), { message: '--currency is "€", which is not an ISO 4217 currency code.', hint: 'Write one such as EUR.' })
})
