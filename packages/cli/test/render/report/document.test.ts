import type { MonthlyReport } from '@fintrack/contract/reports'
import fc from 'fast-check'
import t from 'tap'
import { monthDocument, type DocumentLook } from '../../../src/render/report/document.ts'
import { widthOf } from '../../../src/render/width.ts'
import { budget, MAY, NOTHING, row } from '../../helpers/may.ts'
import { MARKED, PLAIN } from '../../helpers/paint.ts'

function drawn (report: Partial<MonthlyReport>, look: Partial<DocumentLook> = {}): string {
  return monthDocument({ ...MAY, ...report }, { width: 80, ascii: false, tree: false, paint: PLAIN, ...look })
}

function linesOf (report: Partial<MonthlyReport>, look: Partial<DocumentLook> = {}): string[] {
  return drawn(report, look).split('\n')
}

t.test('the month\'s document has budgets, breakdown, totals and other currencies', async (t) => {
  t.equal(drawn({}), `\
May 2024                                        2024-05-01 to 2024-05-31   EUR

  Income        3,412.50   ████████████████████████████████████████
  Expenses      1,882.74   ██████████████████████▏
  Net           1,529.76   44.8% of income kept

Budget vs actual             spent     budget       left   used
! Groceries                 431.72     400.00     -31.72   ██████████  108%
  Rent                      980.00     980.00       0.00   ██████████  100%
  Transport                  86.40      90.00       3.60   █████████▋   96%
  Total                   1,498.12   1,470.00     -28.12   ██████████  102%
  Not budgeted              384.62

Expenses by category        amount   share   n
  Rent                      980.00   52.1%   1  ████████████████████████████
  Groceries                 431.72   22.9%  14  ████████████▍
  Eating out                224.52   11.9%  11  ██████▍
  Utilities                 142.10    7.5%   2  ████
  Transport                  86.40    4.6%   9  ██▌
  (uncategorized)            18.00    1.0%   3  ▌
  Total                   1,882.74  100.0%  40

Income by category
  Salary                  3,200.00   93.8%   1
  Freelance                 200.00    5.8%   1
  Interest                   12.50    0.4%   1
  Total                   3,412.50  100.0%   3

1 category over budget: Groceries by 31.72
`)
})

t.test('the month\'s document is the same on a wide terminal', async (t) => {
  t.equal(drawn({}, { width: 200 }), drawn({}))
})

t.test('the month\'s document at 40 columns has no bars and whole numbers', async (t) => {
  const text = drawn({}, { width: 40 })
  t.matchSnapshot(text)
  t.notMatch(text, /[█▏]/)
  for (const line of text.split('\n')) t.ok(widthOf(line) <= 40, line)
  for (const number of ['3,412.50', '1,498.12', '-31.72', '(uncategorized)']) t.match(text, number)
})

t.test('the month\'s document at 60 columns has shorter bars, and none where there is no room', async (t) => {
  t.matchSnapshot(drawn({}, { width: 60 }))
})

t.test('the month\'s document in ASCII has bars of # and ellipses of dots', async (t) => {
  const name = 'A category whose name is much too long for the line that it stands on'
  const report = { category_breakdown: [row(7, name, 'expense', '1882.74', '100.0', 1)] }
  const text = drawn(report, { ascii: true })
  t.match(text, /^ {2}Income {8}3,412\.50 {3}#{40}\n {2}Expenses {6}1,882\.74 {3}#{22}\n/m)
  t.match(text, /^ {2}A category whose name is much too\.\.\. /m)
  t.notMatch(text, /[^ -~\n]/)
})

t.test('the month\'s document has red only for what is over budget, and bold headings', async (t) => {
  t.matchSnapshot(drawn({}, { paint: MARKED }))
  const bare = drawn({}, { paint: MARKED }).replaceAll(/<[^>]+>/g, '')
  t.equal(bare, drawn({}), 'colour changes nothing else')
})

t.test('the columns of the month\'s document grow with the numbers, in all sections alike', async (t) => {
  t.matchSnapshot(drawn({
    total_income: '1234567890.12',
    total_expense: '98765432.10',
    net_savings: '1135802458.02',
    category_breakdown: [row(
      7, 'Rent', 'expense', '98765432.10', '100.0', 12_345
    ), row(1, 'Salary', 'income', '1234567890.12', '100.0', 1)],
    budget_status: [budget(7, 'Rent', '1000000.00', '98765432.10', '-97765432.10', '9876.5')],
    unbudgeted_expense: '0.00',
  }))
})

t.test('wide characters keep the columns of the month\'s document straight', async (t) => {
  const lines = linesOf({
    category_breakdown: [row(7, '家賃', 'expense', '980.00', '52.1', 1), row(
      8, '👨‍👩‍👧 family', 'expense', '902.74', '47.9', 1
    )], budget_status: [],
  })
  t.strictSame(lines.slice(6, 9), [
    'Expenses by category        amount   share  n',
    '  家賃                      980.00   52.1%  1  ████████████████████████████',
    '  👨‍👩‍👧 family                 902.74   47.9%  1  █████████████████████████▊',
  ])
  t.strictSame(lines.slice(7, 9).map((line) => widthOf(line.slice(0, line.indexOf('%')))), [41, 41])
})

t.test('a hostile name in a report can neither control the terminal nor break its line [P3.7]', async (t) => {
  const name = 'a\u001b[2J\u202eb\nc'
  const text = drawn({
    category_breakdown: [row(7, name, 'expense', '1882.74', '100.0', 1)],
    budget_status: [budget(7, name, '1.00', '1882.74', '-1881.74', '188274.0')],
  })
  t.equal(text.split('a\\u001b[2J\\u202eb\\nc').length, 4, 'in the budgets, the breakdown and the last line')
  t.notOk(text.includes('\u001b') || text.includes('\u202e'))
})

t.test('the month\'s document shows which share of the income was spent or kept', async (t) => {
  const net = (income: string, expense: string, saved: string, look: Partial<DocumentLook> = {}) =>
    linesOf({ total_income: income, total_expense: expense, net_savings: saved, budget_status: [] }, look).slice(2, 6)
  t.equal(net('1000.00', '1200.00', '-200.00')[2], '  Net            -200.00   120.0% of income spent')
  t.equal(net('1000.00', '1000.00', '0.00')[2], '  Net               0.00   0.0% of income kept')
  t.equal(net('0.00', '1200.00', '-1200.00')[2], '  Net           -1,200.00')
  t.equal(net('-5.00', '0.00', '-5.00')[2], '  Net              -5.00')
  t.strictSame(net('1000000.00', '12000000.00', '-11000000.00', { width: 40 }), [
    '  Income     1,000,000.00', '  Expenses  12,000,000.00', '  Net      -11,000,000.00', '  1,200.0% of income spent',
  ])
  t.equal(
    net('1.00', '12000000.00', '-11999999.00')[2], '  Net           -11,999,999.00   1,200,000,000.0% of income spent'
  )
})

t.test('the month\'s document has no bars for refunds and no shares of zero', async (t) => {
  const lines = linesOf({
    total_income: '0.00',
    total_expense: '0.00',
    net_savings: '0.00',
    unbudgeted_expense: '0.00',
    budget_status: [],
    category_breakdown: [row(7, 'Rent', 'expense', '5.00', null, 1), row(8, 'Shoes', 'expense', '-5.00', null, 1)],
  })
  t.strictSame(lines.slice(2), [
    '  Income            0.00',
    '  Expenses          0.00',
    '  Net               0.00',
    '',
    'Expenses by category        amount  share  n',
    '  Rent                        5.00         1  ████████████████████████████',
    '  Shoes                      -5.00         1',
    '  Total                       0.00         2',
    '',
  ])
})

t.test('the document of a month with income only has its header there', async (t) => {
  t.strictSame(linesOf({
    total_expense: '0.00',
    net_savings: '100.00',
    total_income: '100.00',
    budget_status: [],
    category_breakdown: [row(1, 'Salary', 'income', '100.00', '100.0', 1)],
  }).slice(6, 9), [
    'Income by category          amount   share  n',
    '  Salary                    100.00  100.0%  1',
    '  Total                     100.00  100.0%  1',
  ])
})

t.test('the document of a month without data says so', async (t) => {
  const title = 'May 2024                                        2024-05-01 to 2024-05-31   EUR\n\n'
  t.equal(drawn(NOTHING), `${title}There are no transactions and no budgets in May 2024.\n`)
  t.equal(drawn({ ...NOTHING, budget_status: [budget(7, 'Rent', '980.00', '0.00', '980.00', '0.0')] }), `\
${title}There are no transactions in May 2024.

Budget vs actual             spent     budget       left   used
  Rent                        0.00     980.00     980.00                 0%
  Total                       0.00     980.00     980.00                 0%
  Not budgeted                0.00
`)
  t.equal(drawn({ ...NOTHING, budget_status: [budget(1, 'Salary', '3000.00', '0.00', '3000.00', '0.0', 'income')] }), `\
${title}There are no transactions in May 2024.

Income vs budget            earned     budget       left   used
  Salary                      0.00   3,000.00   3,000.00                 0%
`, 'what is to be earned is no spending')
  const usd = { currency: 'USD', total_income: '0.00', total_expense: '1234.00', net_savings: '-1234.00' }
  const jpy = { currency: 'JPY', total_income: '0', total_expense: '1250', net_savings: '-1250' }
  t.equal(drawn({ ...NOTHING, other_currencies: [jpy, usd] }), `\
${title}There are no transactions in EUR in May 2024.

Other currencies             income    expenses         net
  JPY                             0       1,250      -1,250
  USD                          0.00    1,234.00   -1,234.00
`)
})

t.test('budgets of income have a section of their own, and more income is not over budget', async (t) => {
  const lines = linesOf({
    budget_status: [budget(
      1, 'Salary', '3000.00', '3200.00', '-200.00', '106.7', 'income'
    ), budget(7, 'Rent', '1000.00', '980.00', '20.00', '98.0')]
  })
  t.strictSame(lines.slice(6, 13), [
    'Budget vs actual             spent     budget       left   used',
    '  Rent                      980.00   1,000.00      20.00   █████████▊   98%',
    '  Total                     980.00   1,000.00      20.00   █████████▊   98%',
    '  Not budgeted              384.62',
    '',
    'Income vs budget            earned     budget       left   used',
    '  Salary                  3,200.00   3,000.00    -200.00   ██████████  107%',
  ])
  t.equal(lines.at(-2), '  Total                   3,412.50  100.0%   3', 'and no line says that something is over')
})

t.test('the month\'s document has no percentage for a budget of zero, and a negative one for a refund', async (t) => {
  const lines = linesOf({
    budget_status: [budget(7, 'Rent', '0.00', '980.00', '-980.00', null), budget(
      4, 'Groceries', '200.00', '-3.00', '203.00', '-1.5'
    )]
  })
  t.strictSame(lines.slice(7, 10), [
    '! Rent                      980.00       0.00    -980.00',
    '  Groceries                  -3.00     200.00     203.00                -2%',
    '  Total                     977.00     200.00    -777.00   ██████████  489%',
  ])
})

t.test('the month\'s document names every category over budget, on as many lines as needed', async (t) => {
  const names = [
    'Groceries', 'Eating out', 'Clothes', 'Presents',
    'A rather long name of a category that goes on and on until it is cut',
  ]
  const over = names.map((name, at) => budget(20 + at, name, '10.00', '1210.00', '-1200.00', '12100.0'))
  t.strictSame(linesOf({ budget_status: over }).slice(-4), [
    '5 categories over budget: Groceries by 1,200.00, Eating out by 1,200.00,',
    '  Clothes by 1,200.00, Presents by 1,200.00,',
    '  A rather long name of a category that goes on and on until it i… by 1,200.00',
    '',
  ])
})

t.test('a long month name puts its days on the next line of a narrow document', async (t) => {
  t.strictSame(linesOf({ month: '2024-09' }, { width: 40 }).slice(0, 2), [
    'September 2024', '2024-09-01 to 2024-09-30   EUR',
  ])
})

t.test('the month\'s document cuts no number, whatever its width', async (t) => {
  const numbers = drawn({}).match(/-?[0-9][0-9,]*\.[0-9]+%?/g)
  fc.assert(fc.property(fc.integer({ min: 20, max: 120 }), (width) => {
    t.strictSame(drawn({}, { width }).match(/-?[0-9][0-9,]*\.[0-9]+%?/g)?.sort(), numbers?.toSorted())
  }))
})

t.test('the month\'s document has no line that is too long from 40 columns on', async (t) => {
  const report = {
    category_breakdown: MAY.category_breakdown.map((one) =>
      ({ ...one, category_name: one.category_name && `${one.category_name} and what belongs to it` }))
  }
  for (let width = 40; width <= 80; width += 1) {
    for (const line of linesOf(report, { width })) t.ok(widthOf(line) <= width, `${width}: ${line}`)
  }
})

t.test('a category that is called like a line of the report itself is marked apart by quotes [case 23]', async (t) => {
  const lines = linesOf({
    category_breakdown: [
      row(1, '(Uncategorized)', 'expense', '10.00', '50.0', 1), row(null, null, 'expense', '5.00', '25.0', 1),
      row(2, 'Total', 'expense', '5.00', '25.0', 1),
    ],
    budget_status: [budget(2, 'Not budgeted', '1.00', '5.00', '-4.00', '500.0')],
  }).map((line) => line.slice(2, 20).trim())
  for (const name of ['"(Uncategorized)"', '(uncategorized)', '"Total"', 'Total', '"Not budgeted"', 'Not budgeted']) {
    t.ok(lines.includes(name), name)
  }
  t.match(lines.at(-2), /^category over/)
})

t.test('a tree has a row for each part of a name, with subtotals that sum to the totals at every depth', async (t) => {
  const rows = [
    row(1, 'Food:Out:Bar', 'expense', '40.00', '40.0', 2), row(2, 'Food', 'expense', '25.00', '25.0', 1),
    row(null, null, 'expense', '20.00', '20.0', 1), row(3, 'food:Market', 'expense', '10.00', '10.0', 3),
    row(4, 'a::b', 'expense', '5.00', '5.0', 1), row(5, 'Food:Out', 'expense', '0.00', '0.0', 1),
  ]
  const report = {
    category_breakdown: rows, total_expense: '100.00', total_income: '0.00', net_savings: '-100.00',
    budget_status: [], other_currencies: [],
  }
  const section = linesOf(report, { tree: true, ascii: true })
  t.strictSame(section.slice(section.findIndex((line) => line.startsWith('Expenses by'))), [
    'Expenses by category        amount   share  n',
    '  Food                       75.00   75.0%  7  ############################',
    '    Out                      40.00   40.0%  3  ###############',
    '      Bar                    40.00   40.0%  2  ###############',
    '      (itself)                0.00    0.0%  1',
    '    (itself)                 25.00   25.0%  1  #########',
    '    Market                   10.00   10.0%  3  ####',
    '  (uncategorized)            20.00   20.0%  1  #######',
    '  a::b                        5.00    5.0%  1  ##',
    '  Total                     100.00  100.0%  9',
    '',
  ])
  t.ok(linesOf(report, { tree: true, width: 40 }).every((line) => widthOf(line) <= 40))
})

t.test('a tree sorts equal sums by name, and has no shares where all sum to 0', async (t) => {
  const section = linesOf({
    category_breakdown: [
      row(null, null, 'expense', '-30.00', null, 1), row(2, 'B', 'expense', '10.00', null, 1),
      row(1, 'A', 'expense', '10.00', null, 1), row(3, 'C', 'expense', '10.00', null, 1),
    ],
    total_expense: '0.00', total_income: '0.00', net_savings: '0.00', budget_status: [], other_currencies: [],
  }, { tree: true, ascii: true })
  t.strictSame(section.slice(section.findIndex((line) => line.startsWith('Expenses by'))), [
    'Expenses by category        amount  share  n',
    '  A                          10.00         1  ############################',
    '  B                          10.00         1  ############################',
    '  C                          10.00         1  ############################',
    '  (uncategorized)           -30.00         1',
    '  Total                       0.00         4',
    '',
  ])
})

t.test('the total of the budgets leaves out what lies below another budget', async (t) => {
  const lines = linesOf({
    budget_status: [
      budget(1, 'Food', '100.00', '48.00', '52.00', '48.0'),
      budget(2, 'Food:Market', '20.00', '31.00', '-11.00', '155.0'),
      budget(3, 'Foodstuff', '10.00', '1.00', '9.00', '10.0'),
    ],
  }, { ascii: true })
  t.match(lines.find((line) => line.startsWith('  Total ')), / 49\.00 +110\.00 +61\.00 /)
})
