import t from 'tap'
import { changeCategory, createCategory, deleteCategory, listCategories } from '../src/categories.ts'
import { faultsOf, readQuery } from './faults.ts'

t.test('a category has a name and a type', async (t) => {
  t.equal(faultsOf(createCategory.body, { name: 'Food / drink', type: 'expense' }), undefined)
  t.equal(
    faultsOf(
      createCategory.body, { id: 3, name: 'Rent', type: 'expense', user: 1, created_at: 'x', updated_at: 'x' },
      createCategory.readOnly
    ),
    undefined
  )
  t.strictSame(faultsOf(createCategory.body, { name: '', kind: 'expense' }), {
    kind: ['"kind" is not a field here; there are: name, type, archived.'],
    name: ['"" is not a category name: 1 to 100 characters on one line, without control characters.'],
    type: ['This field is required: a type: income, expense.'],
  })
  t.equal(faultsOf(changeCategory.body, {}), undefined)
})

t.test('deleting a category says what becomes of its transactions', async (t) => {
  t.strictSame(readQuery(deleteCategory.query, [['reassign_to', '12'], ['uncategorize', 'true']]), {
    value: { reassign_to: '12', uncategorize: true }, faults: undefined,
  })
  t.strictSame(readQuery(deleteCategory.query, [['reassign_to', ''], ['uncategorise', 'true']]).faults, {
    uncategorise: ['"uncategorise" is not a query parameter here; did you mean "uncategorize"?'],
    reassign_to: ['"" is not a category: its id or its name.'],
  })
})

t.test('a list of categories is paged by limit and cursor', async (t) => {
  t.strictSame(readQuery(listCategories.query, [['limit', '1000'], ['cursor', 'abc']]), {
    value: { limit: 1000, cursor: 'abc' }, faults: undefined,
  })
  for (const limit of ['0', '1001', 'all']) t.ok(readQuery(listCategories.query, [['limit', limit]]).faults, limit)
  for (const cursor of ['', 'c'.repeat(2001)]) t.ok(readQuery(listCategories.query, [['cursor', cursor]]).faults)
})
