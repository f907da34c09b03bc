/** Requests of every kind for an operation of the OpenAPI document: as it wants them, nearly so, and not at all. */
import { queryPairs } from '@fintrack/contract/call'
import { isRecord } from '@fintrack/contract/validate'
import fc, { type Arbitrary } from 'fast-check'
import { PASSWORD } from './api.ts'

/** What the tests read of an operation. */
export interface Operation {
  readonly parameters: ReadonlyArray<{
    readonly name: string, readonly in: string, readonly required: boolean, readonly schema: Schema
  }>
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
  readonly responses: Readonly<Record<string, {
    readonly content?: Readonly<Record<string, { readonly schema: Schema }>>
  }>>
}
type Schema = Readonly<Record<string, unknown>>

export interface HostileRequest {
  readonly path: string
  readonly query: string
  readonly who: 'nobody' | 'stranger' | 'user' | 'reader' | 'writer'
  readonly headers: Readonly<Record<string, string>>
  readonly payload: string | Buffer | undefined
}

/** Values that some field or other takes, so that a fair part of the requests gets through. */
const PLAUSIBLE: Readonly<Record<string, readonly unknown[]>> = {
  amount: ['12.50', '-3', '.5', '0', 12, 7, '9999999999'], min: ['1', '-5.00'], max: ['100', '0.5'],
  monthly_limit: ['400', '0', '12.34'],
  category: ['Food', 'Salary', 1, 2, '1', '2', 'Nope', 999], reassign_to: ['Food', '2', 'Nope'],
  account: ['Cash', 'Bank', 1, '2', null, 'Nope', 999], to_account: ['Bank', 3, 2, null, 'Nope'],
  to_amount: ['12.50', '3', null], to_date: ['2024-05-02', null],
  splits: [
    [{ category: 'Food', amount: '10' }, { category: 1, amount: '2.50', description: 'milk' }],
    [{ to_account: 'Bank', amount: '10' }, { amount: '2.50' }], [{ category: 'Nope', amount: '12.50' }], [],
  ],
  tags: [['trip'], ['trip/sea', '1'], []], tag: ['trip', 'nope'], ids: [[1, 2], [5, 6], [6, 5], [1, 999]],
  opening_balance: ['-20', '100.50'], opening_date: ['2024-01-01', null], bank_ids: [['DE 1'], ['DE 2', 'x'], []],
  on: ['2024-05-31'], depth: [1, 2],
  type: ['expense', 'income', 'transfer'],
  date: ['2024-05-01', '2024-02-29'], month: ['2024-05', '2024-05-17'],
  // Days of a list, and categories that move.
  from: ['2024-01-01', 'Food', 'More'], to: ['2024-12-31', 'Other', 'Food:Out'],
  q: ['milk', '%', '_'],
  currency: ['USD', 'EUR', 'JPY', 'KWD'], sort: ['date', '-date', 'amount', '-amount'],
  name: ['Food', 'Rent', 'A', 'Äpfel', 'Food:Out', 'Cash', 'trip', ':'],
  payee: ['Shop', '', null], description: ['milk', ''], limit: [1, 2, 1000],
  username: ['ada', 'bob', 'Ådne', ...'abcdefghijklmnopqrstuvwxyz'],
  password: [PASSWORD, 'wrong'], old_password: [PASSWORD, 'wrong'], new_password: [PASSWORD, 'short'],
  email: ['', 'a@example.org'],
  label: ['laptop'], scope: ['read', 'read-write'], expires_in_days: [1, 3650],
}

/** Texts that are trouble somewhere. */
const HOSTILE = [
  '', ' ', '\u0000', 'a\u0000b', '\ud800', '\u202e', '\u001b[2J', '\u{1F600}', 'e\u0301'.repeat(50), '%', '%00', '%zz',
  '_', '\\', '\'', '"', '--', '; DROP TABLE users; --',
  '\' OR 1=1 --', '#{7*7}', '{{7*7}}', '<script>alert(1)</script>', '=1+1', '../../etc/passwd', '__proto__',
  'constructor', 'toString', 'hasOwnProperty',
  'null', 'undefined', 'NaN', 'Infinity', '-0', '1e400', '0x10', '1_000', '01', '+1', '１', '٣', '9007199254740993',
  '99999999999999999999', '-1', '1.000000000000000000001',
  '2024-13-01', '2023-02-29', '0000-00-00', '9999-12-31', '10000-01-01', '2024-5', 'true', 'TRUE', 'x'.repeat(300),
  'ß', 'İ', 'ﬁ', 'ftp_1_x', 'fr1.1.1.1.x.y', 'eyJh.e30.x',
] as const

const hostileText = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary', maxLength: 30 }))
const hostileValue: Arbitrary<unknown> = fc.oneof(
  hostileText, fc.double(), fc.integer(), fc.boolean(), fc.constant(null), fc.constant([]), fc.constant({}),
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(10, 40, 500).map((depth) => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`)),
  fc.constant('x'.repeat(25_000))
)

function isSchema (value: unknown): value is Schema {
  return isRecord(value)
}

/** A value of a schema, as far as its keywords say; what its refinements say besides is hit or missed. */
function valueOf (name: string, schema: Schema): Arbitrary<unknown> {
  const known = PLAUSIBLE[name]
  if (known !== undefined) return fc.constantFrom(...known)
  const { type, items, minimum = 0, maximum = 10_000, pattern } = schema
  const choices: unknown = schema.enum
  const unions: unknown = schema.anyOf
  if (Array.isArray(choices)) return fc.constantFrom(...choices)
  if (Array.isArray(unions)) return fc.oneof(...unions.filter(isSchema).map((one) => valueOf('', one)))
  if (type === 'integer' || type === 'number') return fc.integer({ min: Number(minimum), max: Number(maximum) })
  if (type === 'boolean') return fc.boolean()
  if (type === 'null') return fc.constant(null)
  if (type === 'array') return fc.array(valueOf('', isSchema(items) ? items : {}), { maxLength: 3 })
  if (typeof pattern === 'string') return fc.stringMatching(new RegExp(pattern))
  return fc.string({ minLength: 1, maxLength: 20 })
}

/** An object of named values: as they should be, some of them missing, wrong, or of no such name. */
function fieldsOf (
  fields: ReadonlyArray<readonly [name: string, schema: Schema, required: boolean]>
): Arbitrary<Record<string, unknown>> {
  const good = fc.record(Object.fromEntries(fields.map(([name, schema]) => [name, valueOf(name, schema)])), {
    requiredKeys: fields.filter(([, , required]) => required).map(([name]) => name),
  })
  const names = fc.oneof(fc.constantFrom('', 'nope', ...fields.map(([name]) => name)), hostileText)
  const spoilt = fc.tuple(
    good, fc.array(fc.tuple(names, fc.oneof(hostileValue, fc.constant(undefined))), { minLength: 1, maxLength: 2 })
  )
    .map(
      ([object, changes]) => Object.fromEntries(
        [...Object.entries(object), ...changes].filter(([, value]) => value !== undefined)
      )
    )
  return fc.oneof({ weight: 3, arbitrary: good }, { weight: 1, arbitrary: spoilt })
}

/** As a query or a form has it; half a character becomes the sign for what is none. */
function paired (value: Readonly<Record<string, unknown>>): string {
  // An object with a `toString` of its own may have no text; JSON has one for each.
  const textOf = (one: unknown) => typeof one === 'object' && one !== null ? JSON.stringify(one) : one
  const texts = Object.fromEntries(Object.entries(value)
    .map(([name, one]) => [name, Array.isArray(one) ? one.map(textOf) : textOf(one)]))
  return new URLSearchParams(queryPairs(texts).map(([name, text]): [string, string] => [name, text])).toString()
}

function queryOf ({ parameters }: Operation): Arbitrary<string> {
  const fields = parameters.filter(
    (one) => one.in === 'query'
  ).map(({ name, schema, required }) => [name, schema, required] as const)
  return fc.oneof(
    { weight: 8, arbitrary: fc.constant('') },
    { weight: fields.length === 0 ? 1 : 12, arbitrary: fieldsOf(fields).map(paired) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '%', '%zz', '&&&', '=', '=&=', 'a', 'limit=1&limit=2', 'limit=1;limit=2', '?', '%00=%00',
        `${'a=1&'.repeat(500)}`
      ),
    }
  )
}

const SHORT = {
  header: 'date,type,category,amount',
  rows: ['2024-05-01,expense,Food,12.50', '2024-05-03,income,,3', '"2024-05-01","expense","Fo""od","-1"'],
}
const LONG = {
  header: 'id,date,type,category,amount,payee,description,currency',
  rows: [
    '1,2024-05-02,income,Salary,1,Me,text,EUR', ',2024-05-02,expense,New,1250,,"a\nb",JPY',
    ',2024-05-02,expense,Food,1,,,',
  ],
}
const BAD_LINES = [
  '2024-05-01,expense,Food', '"', ',,,', '2024-13-01,x,y,z', 'id,date', '', '2024-05-01,expense,Salary,1',
]

function csvOf (): Arbitrary<string> {
  const file = ({ header, rows }: typeof SHORT, row: Arbitrary<string>) =>
    fc.tuple(
      fc.array(
        fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...rows) }, { weight: 1, arbitrary: row }), { maxLength: 4 }
      ),
      fc.constantFrom('\n', '\r\n')
    )
      .map(([lines, end]) => [header, ...lines, ''].join(end))
  const odd = fc.oneof(fc.constantFrom(...BAD_LINES), hostileText)
  return fc.oneof(file(SHORT, odd), file(LONG, odd), fc.array(odd, { maxLength: 6 }).map((lines) => lines.join('\r')))
}

const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array))

/** JSON that JSON.stringify would not write. */
const oddJson = fc.constantFrom(
  '', ' ', '{', '[]', 'null', '1', '"x"', '{}{}', '{"a":1,"a":2}', '{"__proto__":{"x":1}}',
  '{"constructor":{"prototype":{}}}', '\ufeff{}', '{"amount":1e400}', `{"name":"${'x'.repeat(70_000)}"}`,
  `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`
)

type Sent = Pick<HostileRequest, 'headers' | 'payload'>

function bodyOf ({ requestBody }: Operation): Arbitrary<Sent> {
  const [type = 'none'] = Object.keys(requestBody?.content ?? {})
  const schema = requestBody?.content[type]?.schema ?? {}
  const { properties, required } = schema
  const needed: readonly unknown[] = Array.isArray(required) ? required : []
  const fields = Object.entries(isRecord(properties) ? properties : {})
    .flatMap(([name, one]) => isSchema(one) ? [[name, one, needed.includes(name)] as const] : [])
  const sent = (contentType: string, payload: Arbitrary<string | Buffer>): Arbitrary<Sent> =>
    payload.map((text) => ({ headers: { 'content-type': contentType }, payload: text }))
  const own = type === 'text/csv'
    ? sent(type, csvOf())
    : fc.oneof(
      { weight: 4, arbitrary: sent('application/json', fieldsOf(fields).map((value) => JSON.stringify(value))) },
      { weight: 1, arbitrary: sent('application/x-www-form-urlencoded', fieldsOf(fields).map(paired)) })
  const contentType = fc.constantFrom(
    'application/json', 'application/x-www-form-urlencoded', 'text/csv', 'text/plain',
    'application/json; charset=utf-16', 'multipart/form-data', '', '/', 'a;b', 'application/json;;;'
  )
  const other = fc.tuple(
    contentType, fc.oneof(bytes, hostileText, oddJson, csvOf()),
    fc.constantFrom({}, {}, { 'content-encoding': 'gzip' })
  )
    .map(([one, payload, more]): Sent => ({ headers: { 'content-type': one, ...more }, payload }))
  return fc.oneof(
    { weight: requestBody === undefined ? 1 : 10, arbitrary: own },
    { weight: 1, arbitrary: sent('application/json', fc.oneof(oddJson, bytes)) },
    { weight: 1, arbitrary: other },
    { weight: requestBody === undefined ? 6 : 1, arbitrary: fc.constant({ headers: {}, payload: undefined }) }
  )
}

const HEADERS = [
  'if-match', 'if-none-match', 'idempotency-key', 'accept', 'accept-encoding', 'range', 'expect', 'x-forwarded-for',
  'x-http-method-override', 'origin', 'cookie', 'host', 'user-agent', 'upgrade',
] as const
const oddHeaders = fc.dictionary(
  fc.constantFrom(...HEADERS), fc.string({ maxLength: 30 }).map((text) => text.replace(/[^\x20-\x7e]/g, '')),
  { maxKeys: 2 }
)

const ids = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 8 }).map(String) },
  {
    weight: 2,
    arbitrary: fc.constantFrom('0', '01', '00000000000000000001', '999999', '9007199254740993', '9'.repeat(400)),
  },
  {
    weight: 1,
    arbitrary: fc.oneof(
      fc.constantFrom('-1', '1.5', '1e1', 'x', '0x1', ' 1', '1 ', '١'), hostileText
    ).map((text) => encodeURIComponent(Buffer.from(text).toString())),
  }
)

/** @param path with `{id}` where an id stands */
export function hostileRequest (path: string, operation: Operation): Arbitrary<HostileRequest> {
  const ends = fc.oneof(
    { weight: 8, arbitrary: fc.constant('') }, { weight: 2, arbitrary: fc.constant('cut') },
    { weight: 1, arbitrary: fc.constantFrom('/', 'x', '/x', '%00', '%2f') }
  )
  const target = fc.tuple(ids, ends)
    .map(([id, end]) => path.replace('{id}', id).replace(/\/?$/, (slash) => end === 'cut' ? '' : `${slash}${end}`))
  return fc.record({
    path: target,
    query: queryOf(operation),
    who: fc.constantFrom('user', 'user', 'user', 'user', 'user', 'writer', 'reader', 'nobody', 'stranger'),
    sent: bodyOf(operation),
    more: fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: oddHeaders }),
  }).map(({ sent, more, ...request }) => ({ ...request, headers: { ...more, ...sent.headers }, payload: sent.payload }))
}
