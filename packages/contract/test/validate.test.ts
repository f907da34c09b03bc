import t from 'tap'
import { Type } from 'typebox'
import { isRecord, keyword, pickNamedFields, matches } from '../src/validate.ts'
import { faultsOf, readForm, readQuery } from './faults.ts'

const schema = Type.Object({
  name: Type.String({ minLength: 1, description: 'a name' }),
  count: Type.Optional(Type.Integer({ minimum: 1, description: 'a number of rows' })),
  flag: Type.Optional(Type.Boolean({ description: 'true or false' })),
  note: Type.Optional(Type.Union([Type.String(), Type.Null()], { description: 'a note, or null' })),
  secret: Type.Optional(Type.String({ minLength: 8, writeOnly: true, description: 'a secret of 8 signs' })),
})
const query = Type.Object({
  month: Type.Optional(Type.String({ minLength: 7, description: 'a month as YYYY-MM' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: 'a number of rows' })),
  again: Type.Optional(Type.Boolean({ description: 'true or false' })),
  tag: Type.Optional(Type.Array(Type.String({ minLength: 1 }), { maxItems: 3, description: 'up to 3 tags' })),
})
const nothing = Type.Object({})

/** What JSON.parse makes of names that objects have of their own. */
const hostile = JSON.parse('{"__proto__": {"name": "a"}, "constructor": 1, "toString": 2, "hasOwnProperty": 3}')
const HOSTILE = ['__proto__', 'constructor', 'toString', 'hasOwnProperty']

t.test('matches decides whether a value fits a schema', async (t) => {
  t.ok(matches(schema, { name: 'a' }))
  t.ok(matches(schema, { name: 'a', more: 1 }), 'more fields may come later')
  t.notOk(matches(schema, { name: '' }))
  t.notOk(matches(schema, null))
  t.ok(matches(schema, { name: 'again' }), 'also from the second time on')
})

t.test('keyword reads only a schema\'s own property', async (t) => {
  t.equal(keyword(schema.properties.name, 'description'), 'a name')
  t.equal(keyword(schema.properties.name, 'format'), undefined)
  t.equal(keyword(schema.properties.name, 'constructor'), undefined)
})

t.test('isRecord accepts an object that is no list', async (t) => {
  t.ok(isRecord({}))
  t.ok(isRecord(hostile))
  for (const value of [null, undefined, [], 'text', 5, () => {}]) t.notOk(isRecord(value))
})

t.test('all faults of a body are reported at once, by field [V2.2.1]', async (t) => {
  t.equal(faultsOf(schema, { name: 'a', count: 1, flag: false, note: null, secret: '12345678' }), undefined)
  t.strictSame(faultsOf(schema, { count: 0, flag: 'true', note: 5, nmae: 'x' }), {
    nmae: ['"nmae" is not a field here; did you mean "name"?'],
    name: ['This field is required: a name.'],
    count: ['0 is not a number of rows.'],
    flag: ['"true" is not true or false.'],
    note: ['5 is not a note, or null.'],
  })
  t.strictSame(faultsOf(schema, { name: null }), { name: ['null is not a name.'] }, 'null is not the same as nothing')
  t.equal(faultsOf(schema, { name: 'a', count: undefined }), undefined, 'what is undefined is not there')
  t.strictSame(faultsOf(schema, { name: undefined }), { name: ['This field is required: a name.'] })
})

t.test('an error never repeats a secret [P3.5]', async (t) => {
  t.strictSame(faultsOf(schema, { name: 'a', secret: '1234' }), { secret: ['This is not a secret of 8 signs.'] })
})

t.test('an unknown field is refused, with the nearest known name or all of them [P3.1]', async (t) => {
  t.strictSame(
    faultsOf(schema, { name: 'a', zzzzzz: 1 }),
    { zzzzzz: ['"zzzzzz" is not a field here; there are: name, count, flag, note, secret.'] }
  )
  t.strictSame(faultsOf(nothing, { a: 1 }), { a: ['"a" is not a field here; there are none.'] })
  t.strictSame(
    faultsOf(nothing, { a: 1 }, [], 'query parameter'), { a: ['"a" is not a query parameter here; there are none.'] }
  )
})

t.test('a body may hold fields that only the server writes, and they are ignored [V8.2.3]', async (t) => {
  t.equal(faultsOf(schema, { name: 'a', id: 'x' }, ['id']), undefined)
  t.strictSame(Object.keys(faultsOf(schema, { name: 'a', id: 'x', user: 1 }, ['id']) ?? {}), ['user'])
})

t.test('names that every object inherits are unknown fields [P3.1]', async (t) => {
  const faults = faultsOf(schema, hostile)
  t.strictSame(Object.keys(faults ?? {}), [...HOSTILE, 'name'], 'none is taken for a field, nor for the name of one')
  t.equal(Object.getPrototypeOf(faults), Object.prototype)
  t.strictSame(pickNamedFields(schema, hostile), {})
  t.strictSame(pickNamedFields(schema, Object.create({ name: 'inherited' })), {})
  t.strictSame(faultsOf(schema, Object.create({ name: 'inherited' })), { name: ['This field is required: a name.'] })

  const fromQuery = readQuery(query, HOSTILE.map((name) => [name, 'x']))
  t.strictSame(Object.keys(fromQuery.faults ?? {}), HOSTILE)
  t.strictSame(Object.keys(fromQuery.value), HOSTILE)
  const twice = readQuery(query, HOSTILE.flatMap((name) => [[name, 'x'], [name, 'y']]))
  t.strictSame(Object.entries(twice.faults ?? {}), Object.entries(fromQuery.faults ?? {}))

  const form = readForm(schema, HOSTILE.map((name) => [name, 'x']))
  t.equal(form.faults, undefined)
  t.strictSame(
    Object.entries(readForm(schema, HOSTILE.map((name) => [name, ''])).value), HOSTILE.map((name) => [name, ''])
  )
  t.strictSame(Object.keys(faultsOf(schema, form.value) ?? {}), [...HOSTILE, 'name'])
  t.equal(Object.getPrototypeOf(form.value), Object.prototype)
})

t.test('pickNamedFields keeps the fields of a body that its schema names', async (t) => {
  t.strictSame(pickNamedFields(schema, { name: 'a', id: 5, note: null, count: undefined }), { name: 'a', note: null })
})

t.test('the texts of a query become values of their types', async (t) => {
  t.strictSame(readQuery(query, []), { value: {}, faults: undefined })
  t.strictSame(readQuery(query, [
    ['tag', 'a'], ['limit', '050'], ['again', 'false'], ['tag', '5'], ['month', '2024-05'],
  ]), {
    value: { tag: ['a', '5'], limit: 50, again: false, month: '2024-05' }, faults: undefined,
  })
  t.strictSame(readQuery(query, [['again', 'true'], ['tag', 'a,b']]), {
    value: { again: true, tag: ['a,b'] }, faults: undefined,
  })
  t.strictSame(readQuery(query, new Map([['limit', '1']])).value, { limit: 1 })
})

t.test('a query parameter of the wrong type is refused with the text that was given', async (t) => {
  for (const text of ['', ' 5', '5.0', '1e2', '-5', '+5', '0x5', '٥', '1'.repeat(16), 'true']) {
    t.strictSame(
      readQuery(query, [['limit', text]]).faults, { limit: [`${JSON.stringify(text)} is not a number of rows.`] }, text
    )
  }
  t.strictSame(readQuery(query, [['limit', '1001']]).faults, { limit: ['1001 is not a number of rows.'] })
  for (const text of ['', '1', 'yes', 'TRUE']) {
    t.strictSame(
      readQuery(query, [['again', text]]).faults, { again: [`${JSON.stringify(text)} is not true or false.`] }, text
    )
  }
  t.strictSame(readQuery(query, [['tag', '']]).faults, { tag: ['[""] is not up to 3 tags.'] })
  t.strictSame(
    readQuery(query, ['a', 'b', 'c', 'd'].map((tag) => ['tag', tag])).faults,
    { tag: ['["a","b","c","d"] is not up to 3 tags.'] }
  )
})

t.test('a query parameter stands once, unless it can be repeated', async (t) => {
  const twice = ['This parameter was given more than once; give it once.']
  t.strictSame(readQuery(query, [['month', '2024-05'], ['month', '2024-06']]).faults, { month: twice })
  t.strictSame(readQuery(query, [['limit', 'x'], ['limit', 'x'], ['limit', 'x']]).faults, { limit: twice })
  t.strictSame(readQuery(query, [['month', ''], ['month', '']]).faults, { month: twice })
  t.strictSame(
    readQuery(query, [['mnth', '1'], ['mnth', '2']]).faults,
    { mnth: ['"mnth" is not a query parameter here; did you mean "month"?'] }
  )
})

t.test('the texts of a form become a body', async (t) => {
  t.strictSame(readForm(schema, [['name', 'a'], ['note', ''], ['count', '5'], ['more', '']]), {
    value: { name: 'a', note: null, count: '5', more: '' }, faults: undefined,
  }, 'a blank is null where null is allowed, and numbers stay text')
  t.strictSame(readForm(schema, [['name', '']]).value, { name: '' })
  t.strictSame(
    readForm(schema, [['name', 'a'], ['name', 'b'], ['note', 'c']]).faults,
    { name: ['This field was given more than once; give it once.'] }
  )
})
