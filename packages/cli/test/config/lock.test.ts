import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { UserError } from '@fintrack/contract/errors'
import t from 'tap'
import { withLock } from '../../src/config/lock.ts'

t.test('one works at a time, and the lock is gone afterwards', async (t) => {
  const path = join(t.testdir(), 'folder', 'lock')
  let working = 0
  let most = 0
  const results = await Promise.all([1, 2, 3, 4].map((number) => withLock(path, async () => {
    working += 1
    most = Math.max(most, working)
    await pause(10)
    working -= 1
    return number
  })))
  t.strictSame(results, [1, 2, 3, 4])
  t.equal(most, 1)
  t.notOk(existsSync(path))
})

t.test('work that fails lets go as well', async (t) => {
  const path = join(t.testdir(), 'lock')
  await t.rejects(withLock(path, async () => { throw new Error('no') }), new Error('no'))
  t.notOk(existsSync(path))
})

t.test('the lock of a process that is gone is broken', async (t) => {
  const { pid } = spawnSync(process.execPath, ['--version'])
  const path = join(t.testdir({ lock: `${pid} abc` }), 'lock')
  t.equal(await withLock(path, async () => 'done'), 'done')
  t.strictSame(readdirSync(join(path, '..')), [])
})

t.test('the lock of a process that runs is respected, also of another account\'s', async (t) => {
  for (const pid of [process.pid, 1]) {
    const path = join(t.testdir({ lock: `${pid} abc` }), 'lock')
    await t.rejects(withLock(path, async () => 'done', 60),
      new UserError('config_file', `${path} is locked by another fintrack (process ${pid}).`, {
        hint: 'If none is running, delete that file.',
      }))
    t.equal(readFileSync(path, 'utf8'), `${pid} abc`)
  }
})

t.test('a lock that is made and not yet signed is waited for', async (t) => {
  const path = join(t.testdir({ lock: '' }), 'lock')
  await t.rejects(withLock(path, async () => 'done', 60),
    new UserError('config_file', `${path} is locked by another fintrack (process unknown).`, {
      hint: 'If none is running, delete that file.',
    }))
})

t.test('a lock file that another process has taken over is not removed', async (t) => {
  const path = join(t.testdir(), 'lock')
  await withLock(path, async () => { writeFileSync(path, '1 somebody') })
  t.equal(readFileSync(path, 'utf8'), '1 somebody')
})

t.test('a config folder where no file can be created is reported', async (t) => {
  const folder = t.testdir()
  const path = join(folder, 'x'.repeat(300))
  await t.rejects(withLock(path, async () => {}),
    new UserError('config_file', `${path} cannot be written: its name is too long.`, {
      hint: 'Set FINTRACK_CONFIG_DIR to use another folder.',
    }))
})
