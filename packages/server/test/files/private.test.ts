import { chmodSync, existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, parse } from 'node:path'
import t from 'tap'
import { connectSqlite } from '../../src/db/sqlite/databases.ts'
import { makePrivate, makePrivateFolder, requireUnshared } from '../../src/files/private.ts'
import { folder } from '../helpers/api.ts'

function modeOf (path: string): string {
  return (statSync(path).mode & 0o777).toString(8)
}

t.test('a private folder is created with its parents, all of them private, whatever the umask', async (t) => {
  const before = process.umask()
  t.teardown(() => { process.umask(before) })
  for (const umask of [0, 0o022, 0o777]) {
    const parent = folder(t)
    process.umask(umask)
    makePrivateFolder(join(parent, 'a', 'b', 'c'))
    process.umask(before)
    t.strictSame(['a', 'a/b', 'a/b/c'].map((name) => modeOf(join(parent, name))), ['700', '700', '700'])
  }
})

t.test('creating a private folder leaves an existing one as it is', async (t) => {
  const parent = folder(t)
  chmodSync(parent, 0o755)
  makePrivateFolder(parent)
  makePrivateFolder(join(parent, 'a'))
  makePrivateFolder(parse(parent).root)
  t.strictSame([modeOf(parent), modeOf(join(parent, 'a'))], ['755', '700'])
})

t.test('creating a private folder leaves one that another process creates meanwhile', async (t) => {
  const parent = folder(t)
  makePrivateFolder(join(parent, 'a', 'b'), ((path: string, options: object) => {
    mkdirSync(path)
    chmodSync(path, 0o750)
    return mkdirSync(path, options)
  }) as typeof mkdirSync)
  t.strictSame([modeOf(join(parent, 'a')), modeOf(join(parent, 'a', 'b'))], ['750', '750'])
})

t.test('creating a private folder fails at once where it cannot be created', async (t) => {
  const parent = folder(t)
  writeFileSync(join(parent, 'file'), '')
  t.throws(() => { makePrivateFolder(join(parent, 'file', 'a', 'b')) }, { code: 'ENOTDIR' })
  symlinkSync(join(parent, 'nowhere'), join(parent, 'link'))
  t.throws(() => { makePrivateFolder(join(parent, 'link')) }, { code: 'EEXIST' })
  t.throws(() => { makePrivateFolder(join(parent, 'x'.repeat(300))) }, { code: 'ENAMETOOLONG' })
  if (process.platform === 'linux') t.throws(() => { makePrivateFolder('/proc/x/y') }, { code: 'ENOENT' })
})

t.test('a file that others could read is made private [P2.12]', async (t) => {
  const file = join(folder(t), 'file')
  writeFileSync(file, '')
  for (const [mode, platform, after] of [
    [0o644, 'linux', '600'], [0o660, 'linux', '600'], [0o601, 'darwin', '600'], [0o600, 'linux', '600'],
    [0o400, 'linux', '400'], [0o666, 'win32', '666'],
  ] as const) {
    chmodSync(file, mode)
    makePrivate(file, platform)
    t.equal(modeOf(file), after, `${mode.toString(8)} on ${platform}`)
  }
  makePrivate(join(file, '..', 'none'))
  t.equal(existsSync(join(file, '..', 'none')), false)
})

const linuxOnly = { skip: process.platform === 'linux' ? false : 'needs /proc' }

t.test('a private file that belongs to another account is reported', linuxOnly, async (t) => {
  t.throws(() => { makePrivate('/proc/self/status') }, {
    name: 'UserError', kind: 'book',
    message: '/proc/self/status can be read by other accounts (its mode is 444), and this one cannot change that ' +
      '(EPERM: operation not permitted).',
    hint: 'let its owner `chmod 600` it',
  })
})

t.test('a folder that every account can write is refused, with the remedy', async (t) => {
  const dataDir = folder(t)
  for (const mode of [0o777, 0o1777, 0o702]) {
    chmodSync(dataDir, mode)
    t.throws(() => { requireUnshared({ dataDir }) }, {
      name: 'UserError', kind: 'book',
      message: `The data folder ${dataDir} can be written by every account (its mode is ${mode.toString(8)}).`,
      hint: 'make a folder of your own in it and set FINTRACK_DATA_DIR to that, or `chmod o-w` it',
    })
    t.doesNotThrow(() => { requireUnshared({ dataDir }, 'win32') })
    await t.rejects(connectSqlite(dataDir), { name: 'UserError', kind: 'book' })
  }
  for (const mode of [0o700, 0o755, 0o775]) {
    chmodSync(dataDir, mode)
    t.doesNotThrow(() => { requireUnshared({ dataDir }) })
  }
})
