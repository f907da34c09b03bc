import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { describeHolder, takeExclusiveLock } from '../../../src/db/sqlite/exclusive-lock.ts'
import { folder } from '../../helpers/api.ts'
import { portOf, serverProcess } from '../../helpers/processes.ts'

const HINT = 'stop that one first, or set FINTRACK_DATA_DIR to another folder'

t.test('a folder is locked by one process, and free when that is done', async (t) => {
  const dataDir = join(folder(t), 'fintrack')
  const lock = await takeExclusiveLock({ dataDir })
  const refused = (holder: string) => t.rejects(takeExclusiveLock({ dataDir }), {
    name: 'UserError', kind: 'book', message: `The data folder ${dataDir} is held by ${holder}.`, hint: HINT,
  })
  await refused(`process ${process.pid}`)
  lock.announce('http://127.0.0.1:8787')
  await refused(`process ${process.pid}, which listens on http://127.0.0.1:8787`)
  for (const name of [
    'fintrack.lock', 'fintrack.lock.json',
  ]) t.equal(statSync(join(dataDir, name)).mode & 0o777, 0o600, name)
  await lock.release()
  t.notOk(existsSync(join(dataDir, 'fintrack.lock.json')))
  await (await takeExclusiveLock({ dataDir })).release()
})

t.test('of many processes that try at once, one gets the folder lock [P1.4]', async (t) => {
  const dataDir = folder(t)
  const tries = await Promise.allSettled(Array.from({ length: 5 }, () => takeExclusiveLock({ dataDir })))
  const taken = tries.filter((one) => one.status === 'fulfilled')
  t.equal(taken.length, 1)
  for (const one of tries) if (one.status === 'rejected') t.match(one.reason, { kind: 'book', message: /is held by/ })
  for (const one of taken) await one.value.release()
})

t.test('the holder file decides nothing, and only text of our form is shown', async (t) => {
  const dataDir = folder(t)
  const words = join(dataDir, 'fintrack.lock.json')
  writeFileSync(words, JSON.stringify({ pid: 1, address: 'http://127.0.0.1:1' }))
  const lock = await takeExclusiveLock({ dataDir })
  t.strictSame(JSON.parse(readFileSync(words, 'utf8')), { pid: process.pid })
  for (const text of ['', '{', '[]', 'null', '{"pid":"7"}', '{"address":"\\u001b[2J"}', '{"address":7}']) {
    writeFileSync(words, text)
    await t.rejects(
      takeExclusiveLock({ dataDir }), { message: `The data folder ${dataDir} is held by another process.` }, text
    )
  }
  await lock.release()
  t.equal(describeHolder({ pid: 7 }), 'process 7')
  t.equal(describeHolder({ address: 'http://[::1]:1' }), 'another process, which listens on http://[::1]:1,')
})

t.test('a folder is locked although its holder file cannot be written', async (t) => {
  const dataDir = folder(t)
  mkdirSync(join(dataDir, 'fintrack.lock.json', 'in-the-way'), { recursive: true })
  const lock = await takeExclusiveLock({ dataDir })
  await t.rejects(takeExclusiveLock({ dataDir }), { message: `The data folder ${dataDir} is held by another process.` })
  await lock.release()
})

t.test('a holder file that is a pipe is not waited for', async (t) => {
  const dataDir = folder(t)
  const lock = await takeExclusiveLock({ dataDir })
  rmSync(join(dataDir, 'fintrack.lock.json'))
  execFileSync('mkfifo', [join(dataDir, 'fintrack.lock.json')])
  await t.rejects(takeExclusiveLock({ dataDir }), { message: `The data folder ${dataDir} is held by another process.` })
  await lock.release()
})

t.test('an exclusive lock file that is no SQLite file is refused by name', async (t) => {
  const dataDir = folder(t)
  const file = join(dataDir, 'fintrack.lock')
  writeFileSync(file, 'x'.repeat(5000))
  await t.rejects(takeExclusiveLock({ dataDir }), {
    name: 'UserError', kind: 'book', message: `${file} cannot be locked (file is not a database).`,
    hint: 'it should be an empty file on a local file system: check the disk, and move the file aside while no ' +
      'server runs if it is something else',
  })
})

t.test('a second server on a folder refuses and names the first; a kill frees the folder [P1.4]', async (t) => {
  const dataDir = folder(t)
  const first = serverProcess(t, { FINTRACK_DATA_DIR: dataDir, FINTRACK_PORT: '0' })
  const port = await portOf(first)
  const second = serverProcess(t, { FINTRACK_DATA_DIR: dataDir, FINTRACK_PORT: '0' })
  t.equal(await second.ended, 1)
  t.strictSame([second.stdout(), second.stderr()],
    ['', `error: The data folder ${dataDir} is held by process ${first.child.pid}, which listens on http://127.0.0.1:${port}.\nhint: ${HINT}\n`])
  first.child.kill('SIGKILL')
  await first.ended
  t.ok(existsSync(join(dataDir, 'fintrack.lock.json')))
  const third = serverProcess(t, { FINTRACK_DATA_DIR: dataDir, FINTRACK_PORT: '0' })
  await portOf(third)
  third.child.kill('SIGTERM')
  t.equal(await third.ended, 0)
  t.notOk(existsSync(join(dataDir, 'fintrack.lock.json')))
})
