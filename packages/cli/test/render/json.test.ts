import t from 'tap'
import { json, jsonArray, ndjson } from '../../src/render/json.ts'
import { streamOf } from '../../src/render/view.ts'
import { joined, thing } from '../helpers/things.ts'

const ROWS = [thing(1, 'a\u202eb\n'), thing(2, 'é', 'x')]

t.test('JSON of a list is the same whether it comes whole or in pages', async (t) => {
  const text = await joined(jsonArray(streamOf(ROWS.slice(0, 1), [], ROWS.slice(1))))
  t.equal(text, `${JSON.stringify(ROWS, null, 2).replace('\u202e', '\\u202e')}\n`)
  t.strictSame(JSON.parse(text), ROWS)
})

t.test('JSON of an empty list is an empty array', async (t) => {
  t.equal(await joined(jsonArray(streamOf())), '[]\n')
})

t.test('NDJSON has one value on each line', async (t) => {
  t.equal(await joined(ndjson(streamOf(ROWS))),
    '{"id":1,"name":"a\\u202eb\\n","amount":"1.00","note":null}\n{"id":2,"name":"é","amount":"1.00","note":"x"}\n')
  t.equal(await joined(ndjson(streamOf())), '')
})

t.test('JSON of one value is indented', async (t) => {
  t.equal(json({ name: '\u007f' }), '{\n  "name": "\\u007f"\n}\n')
})
