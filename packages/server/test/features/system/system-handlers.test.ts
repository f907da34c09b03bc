import t from 'tap'
import { getHealth, getOpenApi, getReadiness } from '@fintrack/contract/system'
import { openApiDocument } from '../../../src/features/system/openapi.ts'
import { everyWay, httpApi } from '../../helpers/api.ts'

everyWay(t, 'a server that can serve is alive and ready, and serves its OpenAPI document', async (t, { anonymous }) => {
  t.strictSame(await anonymous.answer(getHealth), { status: 200, body: { status: 'ok' } })
  t.strictSame(await anonymous.answer(getReadiness), { status: 200, body: { status: 'ok' } })
  t.strictSame((await anonymous.answer(getOpenApi)).body, JSON.parse(JSON.stringify(openApiDocument())))
})

everyWay(t, 'without its database a server is alive but not ready [V16.5.2]', async (t, { anonymous, served, way }) => {
  await served.close()
  t.strictSame(await anonymous.answer(getHealth), { status: 200, body: { status: 'ok' } })
  const { body, ...answer } = await anonymous.answer(getReadiness)
  t.strictSame(answer, { status: 503, retryAfterSeconds: 5 })
  t.match(body, {
    type: 'urn:fintrack:problem:unavailable',
    title: 'The service is not available right now',
    status: 503,
    detail: 'The database does not answer.',
    code: 'unavailable',
    ...(way === 'http' ? { request_id: /-/ } : {}),
  })
})

t.test('a stopping server is alive, serves, but is not ready', async (t) => {
  const { server, stopping, log } = await httpApi(t)
  stopping()
  const answer = await server.inject({ url: '/readyz' })
  t.equal(answer.headers['retry-after'], '5')
  t.strictSame(answer.json(), {
    type: 'urn:fintrack:problem:unavailable',
    title: 'The service is not available right now',
    status: 503,
    detail: 'This server is stopping.',
    code: 'unavailable',
    request_id: answer.headers['x-request-id'],
  })
  t.equal((await server.inject({ url: '/healthz' })).statusCode, 200)
  t.equal((await server.inject({ url: '/openapi.json' })).statusCode, 200)
  t.notMatch(log.join(''), /"level":50/, 'it is no fault')
})
