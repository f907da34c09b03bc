import t from 'tap'
import { BudgetSchema, changeBudget, createBudget, listBudgets } from '../src/budgets.ts'
import { matches } from '../src/validate.ts'
import { faultsOf, readQuery } from './faults.ts'

const row = {
  id: 2, category: 4, category_name: 'Groceries', month: '2024-05', monthly_limit: '400.00', currency: 'EUR',
}

t.test('a budget is for a category and a month, or any day of it', async (t) => {
  t.equal(faultsOf(createBudget.body, { category: 'groceries', month: '2024-05', monthly_limit: 400 }), undefined)
  t.equal(faultsOf(createBudget.body, { category: 4, month: '2024-05-17', monthly_limit: '0' }), undefined)
  t.equal(faultsOf(createBudget.body, row, createBudget.readOnly), undefined, 'what was read can be put back')
  t.equal(faultsOf(changeBudget.body, {}), undefined)
  t.strictSame(faultsOf(createBudget.body, { category: null, month: '2024-02-30', limit: 5 }), {
    limit: ['"limit" is not a field here; did you mean "monthly_limit"?'],
    category: ['null is not a category: its id or its name.'],
    month: ['"2024-02-30" is not a month as YYYY-MM (or any day of it), such as 2024-05.'],
    monthly_limit: ['This field is required: an amount: digits with at most one point, such as 12.50.'],
  })
})

t.test('a list of budgets is filtered by month and category', async (t) => {
  t.strictSame(readQuery(listBudgets.query, [['month', '2024-05'], ['category', '4']]), {
    value: { month: '2024-05', category: '4' }, faults: undefined,
  })
  t.strictSame(readQuery(listBudgets.query, [['month', '2024-05-17'], ['category', 'a'], ['category', 'b']]).faults, {
    month: ['"2024-05-17" is not a month as YYYY-MM, such as 2024-05.'],
    category: ['This parameter was given more than once; give it once.'],
  })
})

t.test('a budget row has all of its fields', async (t) => {
  t.ok(matches(BudgetSchema, row))
  for (const name of Object.keys(row)) t.notOk(matches(BudgetSchema, { ...row, [name]: undefined }), name)
})
