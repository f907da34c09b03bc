import { join } from 'node:path'
import t from 'tap'
import { screen } from '../helpers/screen.ts'
import { listening } from '../helpers/listening.ts'

t.test('each request that creates a record has its own idempotency key, but no login or new token', async (t) => {
  const keys: unknown[] = []
  const address = await listening(t, (request, response) => {
    request.resume()
    keys.push([request.method, request.url, request.headers['idempotency-key'] === undefined])
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  })
  const call = (...argv: readonly string[]) => screen(['api', ...argv], { env: { FINTRACK_SERVER: address } })
  await call('POST', '/api/categories/', '-f', 'name=x')
  await call('GET', '/api/categories/')
  await call('POST', '/api/token/', '-f', 'username=x')
  await call('POST', '/api/tokens/', '-f', 'name=x')
  await call('POST', '/api/changes/7/undo/')
  t.strictSame(keys, [
    ['POST', '/api/categories/', false],
    ['GET', '/api/categories/', true],
    ['POST', '/api/token/', true],
    ['POST', '/api/tokens/', true],
    ['POST', '/api/changes/7/undo/', false],
  ])
})

t.test('an embedded book that cannot be opened exits with 1 and one sentence', async (t) => {
  const home = t.testdir({ data: { 'fintrack.db': 'this is no database, whatever its name may say' } })
  const env = { FINTRACK_DATA_DIR: join(home, 'data') }
  for (const argv of [['report', '2024-05'], ['api', 'POST', '/api/categories/']]) {
    t.match(await screen(argv, { home, env }), { code: 1, stdout: '', stderr: /^error: .+\n(hint: .+\n)?$/ })
  }
})
