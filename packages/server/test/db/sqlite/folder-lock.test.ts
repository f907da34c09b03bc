import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { FolderHeld, inWords, lockFolder } from '../../../src/db/sqlite/folder-lock.ts'
import { folder } from '../../helpers/api.ts'
import { portOf, serverProcess } from '../../helpers/processes.ts'

const HINT = 'stop that one first, or set FINTRACK_DATA_DIR to another folder'

t.test('a folder is held by one, and free when he is done', async (t) => {
  const dataDir = join(folder(t), 'fintrack')
  const lock = await lockFolder(dataDir)
  const refused = (holder: string) => t.rejects(lockFolder(dataDir), { name: 'BookFault', message: `The data folder ${dataDir} is held by ${holder}.`, hint: HINT })
  await refused(`process ${process.pid}`)
  lock.tell('http://127.0.0.1:8787')
  await refused(`process ${process.pid}, which listens on http://127.0.0.1:8787`)
  for (const name of ['fintrack.lock', 'fintrack.lock.json']) t.equal(statSync(join(dataDir, name)).mode & 0o777, 0o600, name)
  await lock.release()
  t.notOk(existsSync(join(dataDir, 'fintrack.lock.json')))
  await (await lockFolder(dataDir)).release()
})

t.test('of many processes that try at once, one gets the folder lock [P1.4]', async (t) => {
  const dataDir = folder(t)
  const tries = await Promise.allSettled(Array.from({ length: 5 }, () => lockFolder(dataDir)))
  const taken = tries.filter((one) => one.status === 'fulfilled')
  t.equal(taken.length, 1)
  for (const one of tries) if (one.status === 'rejected') t.ok(one.reason instanceof FolderHeld)
  for (const one of taken) await one.value.release()
})

t.test('what is said of the holder decides nothing, and only what looks like ours is shown', async (t) => {
  const dataDir = folder(t)
  const words = join(dataDir, 'fintrack.lock.json')
  writeFileSync(words, JSON.stringify({ pid: 1, address: 'http://127.0.0.1:1' }))
  const lock = await lockFolder(dataDir)
  t.strictSame(JSON.parse(readFileSync(words, 'utf8')), { pid: process.pid })
  for (const text of ['', '{', '[]', 'null', '{"pid":"7"}', '{"address":"\\u001b[2J"}', '{"address":7}']) {
    writeFileSync(words, text)
    await t.rejects(lockFolder(dataDir), { message: `The data folder ${dataDir} is held by another process.` }, text)
  }
  await lock.release()
  t.equal(inWords({ pid: 7 }), 'process 7')
  t.equal(inWords({ address: 'http://[::1]:1' }), 'another process, which listens on http://[::1]:1,')
})

t.test('a folder is locked though its holder cannot be written down', async (t) => {
  const dataDir = folder(t)
  mkdirSync(join(dataDir, 'fintrack.lock.json.part', 'in-the-way'), { recursive: true })
  const lock = await lockFolder(dataDir)
  await t.rejects(lockFolder(dataDir), { message: `The data folder ${dataDir} is held by another process.` })
  await lock.release()
})

t.test('a file that is no lock is told', async (t) => {
  const dataDir = folder(t)
  const file = join(dataDir, 'fintrack.lock')
  writeFileSync(file, 'x'.repeat(5000))
  await t.rejects(lockFolder(dataDir), {
    name: 'BookFault', message: `${file} cannot be locked (file is not a database).`, hint: 'it should be an empty file on a local file system: check the disk, and move it aside while no server runs if it is something else',
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
