import t from 'tap'
import type { TSchema } from 'typebox'
import {
  AmountField, AmountInputField, AmountTextField, CategoryNameField, CategoryRefField, CurrencyField, DayField,
  DescriptionField, FlagField,
  IdField, MonthField, MonthOrDayField, PayeeField, PercentField, SearchField, SortField, TimestampField, TypeField,
} from '../src/fields.ts'
import { matches } from '../src/validate.ts'

/** So long that nothing but linear time comes to an end. */
const LONG = 1 << 20
const NO_TEXTS = [5, true, {}, [], [''], NaN, undefined]
const NO_LINES = ['a\nb', '\n', 'a\n', '\0', 'a\u0085', 'a\u2028b', '\ud800', 'a\u001b[2J']
const LONG_TEXTS = [
  'a'.repeat(LONG), '1'.repeat(LONG), '-'.repeat(LONG), '.'.repeat(LONG), `${'1'.repeat(LONG)}x`,
  `${'1'.repeat(LONG)}.${'1'.repeat(LONG)}x`,
  `2024-01-01T${'0'.repeat(LONG)}`, `a${'\u0301\u0323'.repeat(LONG)}`, ' '.repeat(LONG) + '\n',
]

const table: Array<[name: string, field: TSchema, taken: unknown[], refused: unknown[]]> = [
  ['an id', IdField, [1, 7, Number.MAX_SAFE_INTEGER], [0, -1, 1.5, '1', NaN, Infinity, null, undefined, true, [1]]],
  ['a type', TypeField, ['income', 'expense'], ['Income', ' income', 'transfer', '', null, ...NO_TEXTS]],
  ['an order', SortField, ['date', '-date', 'amount', '-amount'], ['+date', 'Date', 'id', null, ...NO_TEXTS]],
  [
    'a day', DayField, ['2024-02-29', '0001-01-01', '9999-12-31'],
    ['2023-02-29', '2024-05', '2024-2-9', '2024-02-29T00:00:00Z', '9999-13-01', '', null, ...NO_TEXTS],
  ],
  [
    'a month', MonthField, ['2024-05', '0001-01', '9999-12'],
    ['2024-13', '2024-05-17', '2024-5', '', null, ...NO_TEXTS],
  ],
  [
    'a month or a day of it', MonthOrDayField, ['2024-05', '2024-05-17'],
    ['2024-13', '2024-05-32', '2024', '', null, ...NO_TEXTS],
  ],
  ['a currency', CurrencyField, ['EUR', 'JPY'], ['eur', 'XXX', 'XAU', 'EURO', ' EUR', '', null, ...NO_TEXTS]],
  [
    'an amount of a reply', AmountField, ['12.50', '0', '-31.72', '92233720368547758.07'],
    ['.5', '5.', '+1', '1,5', '', 12.5, null, ...NO_TEXTS],
  ],
  [
    'an amount', AmountInputField, ['12.50', '.5', '5.', '-1', '0012.50', '-0', 12.5, 0, -3, 1e20],
    ['+1', '1e3', '1,5', '', '.', ' 1', '1\n', 1e21, 1e-7, NaN, Infinity, null, true, {}, undefined],
  ],
  ['an amount in a query', AmountTextField, ['12.50', '.5', '-1'], ['', '1e3', 12.5, null, ...NO_TEXTS]],
  [
    'a reference to a category', CategoryRefField, [3, '3', 'groceries', ' a ', 'a/b', 'x'.repeat(100)],
    [0, 1.5, -1, '', ' ', null, 'x'.repeat(101), true, {}, [3], ...NO_LINES],
  ],
  [
    'the name of a category', CategoryNameField, ['a', '日用品', '😀'.repeat(100), ' a '],
    ['', ' ', null, '😀'.repeat(101), ...NO_TEXTS, ...NO_LINES],
  ],
  ['a payee', PayeeField, ['', ' ', null, 'Shop', 'x'.repeat(200)], ['x'.repeat(201), ...NO_TEXTS, ...NO_LINES]],
  [
    'a description', DescriptionField, ['', ' ', 'a\tb\r\n', '😀'.repeat(20_000)],
    [null, 'x'.repeat(20_001), '\0', '\u001b', '\ud800', ...NO_TEXTS],
  ],
  ['a text to look for', SearchField, ['', 'milk', 'x'.repeat(200)], [null, 'x'.repeat(201), '\0', ...NO_TEXTS]],
  [
    'a moment', TimestampField, ['2024-05-17T12:00:00Z', '2024-05-17T12:00:00.123Z'],
    ['2024-05-17', '2024-05-17T12:00:00+02:00', '2024-05-17 12:00:00Z', '', null, ...NO_TEXTS],
  ],
  ['a flag', FlagField, [true, false], ['true', 1, 0, null, '', undefined]],
  ['a percentage', PercentField, ['0.0', '-12.5', '107.9'], ['12', '12.50', '.5', '', null, ...NO_TEXTS]],
]

for (const [name, field, taken, refused] of table) {
  t.test(name, async (t) => {
    t.strictSame(taken.filter((value) => !matches(field, value)), [], 'is taken')
    t.strictSame(refused.filter((value) => matches(field, value)), [], 'and nothing else')
    t.doesNotThrow(() => LONG_TEXTS.map((text) => matches(field, text)), 'in linear time')
  })
}
