import t from 'tap'
import { createCategory } from '@fintrack/contract/categories'
import {
  changeTransaction, createTransaction, getTransaction, listTransactions, replaceTransaction,
} from '@fintrack/contract/transactions'
import { getMonthlyReport } from '@fintrack/contract/reports'
import { everyWay } from '../../helpers/api.ts'
import { faulty } from '../../helpers/expected.ts'

const ROW = { date: '2024-05-01', type: 'expense' } as const

everyWay(t, 'an amount is kept exactly, in the digits of its currency', async (t, api) => {
  const user = await api.user()
  for (const [currency, amount, kept] of [
    ['USD', '12', '12.00'], ['USD', '12.5', '12.50'], ['USD', '12.50', '12.50'], ['USD', '.5', '0.50'],
    ['USD', '5.', '5.00'],
    ['USD', '0012.50', '12.50'], ['USD', '0', '0.00'], ['USD', '0.00', '0.00'], ['USD', '.0', '0.00'],
    ['USD', '-0.01', '-0.01'],
    ['USD', '-.5', '-0.50'], ['USD', '-5.', '-5.00'], ['USD', '0000000000000000000000000000001', '1.00'],
    ['JPY', '1250', '1250'], ['JPY', '1250.', '1250'], ['JPY', '-1', '-1'], ['JPY', '0', '0'],
    ['KWD', '1.25', '1.250'], ['KWD', '0.001', '0.001'], ['KWD', '-1234.567', '-1234.567'],
    ['CLF', '1.0001', '1.0001'], ['CLF', '2', '2.0000'],
    ['USD', 12.5, '12.50'], ['USD', 12, '12.00'], ['USD', -0, '0.00'], ['USD', 0.01, '0.01'], ['USD', -3.1, '-3.10'],
    ['USD', 1e10, '10000000000.00'], ['KWD', 0.001, '0.001'], ['CLF', 0.0001, '0.0001'],
    ['USD', 90071992547.41, '90071992547.41'],
    ['USD', '100000000000.00', '100000000000.00'], ['USD', '-100000000000.00', '-100000000000.00'],
    ['USD', 1e11, '100000000000.00'],
    ['JPY', '10000000000000', '10000000000000'], ['JPY', -1e13, '-10000000000000'],
    ['KWD', '10000000000.000', '10000000000.000'], ['CLF', '-1000000000.0000', '-1000000000.0000'],
  ] as const) {
    const { body } = await user.call(createTransaction, { body: { ...ROW, amount, currency } })
    t.equal(body.amount, kept, `${amount} ${currency}`)
    t.equal((await user.call(getTransaction, { id: body.id })).body.amount, kept)
  }
})

everyWay(t, 'an amount that its currency cannot hold is refused with the reason', async (t, api) => {
  const user = await api.user()
  await user.call(createTransaction, { body: { ...ROW, amount: '1' } })
  const shape = (text: string) => `${text} is not an amount: digits with at most one point, such as 12.50.`
  for (const [currency, amount, sentence] of [
    ['USD', '1.234', '"1.234" has 3 decimals; USD takes at most 2.'],
    ['USD', '1.000', '"1.000" has 3 decimals; USD takes at most 2.'],
    ['USD', 0.1 + 0.2, '"0.30000000000000004" has 17 decimals; USD takes at most 2.'],
    ['JPY', '1.0', '"1.0" has 1 decimal; JPY takes none.'],
    ['KWD', '1.2345', '"1.2345" has 4 decimals; KWD takes at most 3.'],
    ['CLF', '1.23456', '"1.23456" has 5 decimals; CLF takes at most 4.'],
    ['USD', '100000000000.01', '"100000000000.01" is too large: the most is 100000000000.00 USD.'],
    ['USD', '-100000000000.01', '"-100000000000.01" is too large: the most is 100000000000.00 USD.'],
    ['JPY', '10000000000001', '"10000000000001" is too large: the most is 10000000000000 JPY.'],
    ['KWD', 10000000000.001, '"10000000000.001" is too large: the most is 10000000000.000 KWD.'],
    ['USD', 2 ** 53, '"9007199254740992" is too large: the most is 100000000000.00 USD.'],
    ['USD', '9'.repeat(1000), `"${'9'.repeat(57)}…" is too large: the most is 100000000000.00 USD.`],
    ['USD', '-0', '"-0" is not an amount: write 0 without a sign.'],
    ['USD', '-0.00', '"-0.00" is not an amount: write 0 without a sign.'],
    ['USD', 1e21, shape('1e+21')], ['USD', 1e-7, shape('1e-7')],
    ['USD', '+1', shape('"+1"')], ['USD', ' 1', shape('" 1"')], ['USD', '1e3', shape('"1e3"')],
    ['USD', '1,50', shape('"1,50"')],
    ['USD', '1 000', shape('"1 000"')], ['USD', '1.2.3', shape('"1.2.3"')], ['USD', '', shape('""')],
    ['USD', '.', shape('"."')],
    ['USD', '-', shape('"-"')], ['USD', '--1', shape('"--1"')], ['USD', '0x10', shape('"0x10"')],
    ['USD', '١٢', shape('"١٢"')],
    ['USD', '$5', shape('"$5"')], ['USD', 'NaN', shape('"NaN"')], ['USD', 'Infinity', shape('"Infinity"')],
    ['USD', null, shape('null')], ['USD', true, shape('true')], ['USD', ['1'], shape('["1"]')],
  ] as const) {
    const body = { ...ROW, amount, currency }
    t.strictSame(
      await user.answer(createTransaction, { body }), faulty({ amount: [sentence] }), `${String(amount)} ${currency}`
    )
    t.strictSame(await user.answer(replaceTransaction, { id: '1', body }), faulty({ amount: [sentence] }))
    t.strictSame(
      await user.answer(changeTransaction, { id: '1', body: { amount, currency } }), faulty({ amount: [sentence] })
    )
  }
  t.equal((await user.call(listTransactions, {})).body.length, 1)
})

everyWay(t, 'a negative expense is a refund of its category, and a negative income claws back', async (t, api) => {
  const user = await api.user()
  await user.call(createCategory, { body: { name: 'Food', type: 'expense' } })
  await user.call(createCategory, { body: { name: 'Salary', type: 'income' } })
  for (const [category, amount] of [
    ['Food', '30.00'], ['Food', '-12.50'], ['Salary', '100.00'], ['Salary', '-0.01'],
  ] as const) {
    await user.call(createTransaction, { body: { amount, date: '2024-05-01', category } })
  }
  const { body } = await user.call(getMonthlyReport, { query: { month: '2024-05' } })
  t.strictSame([body.total_income, body.total_expense, body.net_savings], ['99.99', '17.50', '82.49'])
})
