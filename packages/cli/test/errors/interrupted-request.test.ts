import t from 'tap'
import { ENDPOINTS } from '@fintrack/contract/endpoints'
import { remedyFor } from '../../src/errors/interrupted-request.ts'

t.test('every endpoint that stores something says how to find out whether it did [P4.6]', (t) => {
  const remedies = [...ENDPOINTS.values()].map((endpoint): [string, string | undefined] =>
    [`${endpoint.method} ${endpoint.path}`, remedyFor(endpoint)])
  for (const [name, remedy] of remedies) t.equal(remedy === undefined, /^GET|\/token\//.test(name), name)
  const of = (name: string) => new Map(remedies).get(name)
  t.strictSame([
    of('POST /api/users/register/'),
    of('PUT /api/users/me/password/'),
    of('PATCH /api/users/me/'),
    of('DELETE /api/sessions/:id/'),
    of('POST /api/tokens/'),
    of('DELETE /api/categories/:id/'),
    of('POST /api/budgets/'),
    of('POST /api/imports/'),
    of('PATCH /api/transactions/:id/'),
  ], [
    'Try `fintrack login` before you register again.',
    'Try `fintrack login` to see which of the two passwords is valid.',
    'Check with `fintrack user show` before you run it again.',
    'Check with `fintrack session list` before you run it again.',
    'Check with `fintrack token list` before you run it again.',
    'Check with `fintrack log` before you run it again.',
    'Check with `fintrack log` before you run it again.',
    'Run it again: if everything was stored, it says so and stores nothing twice.',
    'Check with `fintrack log` before you run it again.',
  ])
  t.end()
})
