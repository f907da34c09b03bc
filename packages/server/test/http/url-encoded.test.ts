import t from 'tap'
import { readPairs } from '../../src/http/url-encoded.ts'
import { httpApi } from '../helpers/api.ts'

t.test('names and values are read as a form encodes them', async (t) => {
  t.strictSame(readPairs('a=1&b=x+y&c=%C3%A4&a=2&d&=e&', 'form'), [
    ['a', '1'], ['b', 'x y'], ['c', 'ä'], ['a', '2'], ['d', ''], ['', 'e'],
  ])
  t.strictSame(readPairs('', 'query'), [])
})

t.test('a percent sign in a form that begins no escape is itself', async (t) => {
  for (const text of [
    '%', '%z', '%zz', '%C3%A4%', '%%', '%4%',
  ]) t.strictSame(readPairs(`a=${text}`, 'form'), [['a', text.replace('%C3%A4', 'ä')]], text)
})

t.test('form data that is not UTF-8 is refused and not repaired', async (t) => {
  const refusal = { code: 'malformed_request', message: 'The form is not UTF-8 text.' }
  for (const text of ['%ff=a', 'a=x%ff', 'a=%C3', 'a=%C3%', 'a=%C3x%A4', 'a=%ED%A0%80', 'a=%C0%80']) {
    t.throws(() => readPairs(text, 'form'), refusal, text)
  }
})

t.test('two passwords of different bytes in a form stay different', async (t) => {
  const { server, databases } = await httpApi(t)
  const post = async (payload: string) =>
    (await server.inject({
      method: 'POST', url: '/api/users/register/', payload,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })).json()
  t.match(await post('username=ada&password=a+quiet+river%ff'), {
    status: 400, code: 'malformed_request', detail: 'The form is not UTF-8 text.',
  })
  t.strictSame(await databases.reader('users'), [])
  t.match((await server.inject({ url: '/healthz?x=%ff' })).json(), {
    status: 400, code: 'malformed_request', detail: 'The query is not UTF-8 text.',
  })
})
