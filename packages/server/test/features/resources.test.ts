import t from 'tap'
import { describeUses } from '../../src/features/references.ts'
import { derivedValues, RESOURCES } from '../../src/features/resources.ts'

t.test('a computed column needs all of its sources, or none of them', async (t) => {
  t.strictSame(derivedValues(RESOURCES.transaction, { amount: 1 }), {})
  t.strictSame(
    derivedValues(RESOURCES.transaction, { payee: 'Café', description: null, splits: null, amount: 1 }),
    { payee_key: 'cafe', description_key: '' }
  )
  const both = { derived: { sum: { from: ['one', 'other'], compute: () => 'x' } } }
  t.strictSame(derivedValues(both, { one: 1, other: 2 }), { sum: 'x' })
  t.throws(() => derivedValues(both, { one: 1 }), { message: 'sum cannot be computed without other.' })
})

t.test('describeUses lists the uses of a category by kind, and is empty for none', async (t) => {
  t.equal(describeUses('category', { transactions: 2, budgets: 1 }), '2 transactions and 1 budget')
  t.equal(describeUses('category', { transactions: 1 }), '1 transaction')
  t.equal(describeUses('category', {}), '')
})
