/**
 * SIGTERM in the midst of a load: what was acknowledged is there, what was cut is whole or not there, and the log is in
 * the database.
 */
import { existsSync, statSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import t from 'tap'
import { folder } from '../helpers/api.ts'
import { asking, expecting, newUser } from './client.ts'
import { Load } from './load.ts'
import { buildServer } from './server-build.ts'
import { requireSoundFile } from './verdict.ts'

const build = buildServer()

t.test('a server that stops under load answers all running requests [P1.9]', async (t) => {
  const dataDir = folder(t)
  const server = await build.start(dataDir)
  const load = await Load.on(server)
  const running = load.run(server, () => false)
  await load.reach('acknowledged', 20, running)
  t.equal(await server.end('SIGTERM'), 0)
  await running
  t.equal(server.stderr(), '')
  t.notOk(existsSync(join(dataDir, 'fintrack.db-wal')))
  const again = await build.start(dataDir)
  t.teardown(() => again.end('SIGKILL'))
  await load.verify(again)
  await load.finish(again)
  await load.verify(again)
  await requireSoundFile(dataDir)
})

t.test('a write that takes longer than the stop may is rolled back [P1.9]', async (t) => {
  const dataDir = folder(t)
  const server = await build.start(dataDir, { FINTRACK_SHUTDOWN_SECONDS: '0', FINTRACK_ROWS_PER_CHANGE: '1000000' })
  t.teardown(() => server.end('SIGKILL'))
  const token = await newUser(server, 'ada')
  const rows = Array.from({ length: 200_000 }, (_, at) => `2024-05-01,expense,Food,1.00,${at}\n`)
  const sent = request(`${server.address}/api/imports/`, {
    method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'text/csv' },
  })
  const cut = new Promise((resolve) => {
    sent.on('error', resolve)
    sent.on('response', () => { resolve('answered') })
  })
  sent.end(['date,type,category,amount,description\n', ...rows].join(''))
  // So large a transaction goes to the log before it is committed.
  const logBytes = () => statSync(join(dataDir, 'fintrack.db-wal')).size
  const before = logBytes()
  while (logBytes() < before + 2_000_000) await new Promise((resolve) => { setTimeout(resolve, 5) })
  t.equal(await server.end('SIGTERM'), 0)
  t.not(await cut, 'answered')
  t.notOk(existsSync(join(dataDir, 'fintrack.db-wal')))
  const again = await build.start(dataDir)
  t.teardown(() => again.end('SIGKILL'))
  t.strictSame(await expecting(asking(again, token), 200, { method: 'GET', path: '/api/transactions/' }), [])
  await requireSoundFile(dataDir)
})
