import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { UserError } from '@fintrack/contract/errors'
import t from 'tap'
import { withLock } from '../../src/config/lock.ts'

t.test('withLock runs one work at a time, and removes the lock file afterwards', async (t) => {
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

t.test('withLock removes the lock file also after work that fails', async (t) => {
  const path = join(t.testdir(), 'lock')
  await t.rejects(withLock(path, async () => { throw new Error('no') }), new Error('no'))
  t.notOk(existsSync(path))
})

t.test('withLock breaks the lock of a process that is gone', async (t) => {
  const { pid } = spawnSync(process.execPath, ['--version'])
  const path = join(t.testdir({ lock: `${pid} abc` }), 'lock')
  t.equal(await withLock(path, async () => 'done'), 'done')
  t.strictSame(readdirSync(join(path, '..')), [])
})

t.test('withLock respects the lock of a running process, also of another account\'s', async (t) => {
  for (const pid of [process.pid, 1]) {
    const path = join(t.testdir({ lock: `${pid} abc` }), 'lock')
    await t.rejects(withLock(path, async () => 'done', 60),
      new UserError('config_file', `${path} is locked by another fintrack (process ${pid}).`, {
        hint: 'If none is running, delete that file.',
      }))
    t.equal(readFileSync(path, 'utf8'), `${pid} abc`)
  }
})

t.test('withLock waits for a lock file that has no process id yet', async (t) => {
  const path = join(t.testdir({ lock: '' }), 'lock')
  await t.rejects(withLock(path, async () => 'done', 60),
    new UserError('config_file', `${path} is locked by another fintrack (process unknown).`, {
      hint: 'If none is running, delete that file.',
    }))
})

t.test('withLock does not wait for a pipe in the place of its lock file longer than for a lock', async (t) => {
  const path = join(t.testdir(), 'lock')
  execFileSync('mkfifo', [path])
  await t.rejects(withLock(path, async () => 'done', 60), {
    message: `${path} is locked by another fintrack (process unknown).`,
  })
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
