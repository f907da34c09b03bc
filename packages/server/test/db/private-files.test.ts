import { chmodSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { makePrivate, makePrivateFolder } from '../../src/db/private-files.ts'
import { folder } from '../helpers/api.ts'

function modeOf (path: string): string {
  return (statSync(path).mode & 0o777).toString(8)
}

t.test('a folder is made with those it stands in, private whatever the umask; one that is there is left as it is', async (t) => {
  const before = process.umask(0o777)
  t.teardown(() => { process.umask(before) })
  const parent = folder(t)
  chmodSync(parent, 0o755)
  makePrivateFolder(join(parent, 'a', 'b'))
  t.strictSame([parent, join(parent, 'a'), join(parent, 'a', 'b')].map(modeOf), ['755', '700', '700'])
  makePrivateFolder(parent)
  t.equal(modeOf(parent), '755')
})

t.test('a folder that another process has made meanwhile is left as it is', async (t) => {
  const path = join(folder(t), 'a', 'b')
  makePrivateFolder(path, ((one: string) => {
    mkdirSync(one, { recursive: true, mode: 0o755 })
    if (one !== path) throw new Error(`EEXIST: file already exists, mkdir '${one}'`)
  }) as typeof mkdirSync)
  t.strictSame([join(path, '..'), path].map(modeOf), ['755', '700'])
})

t.test('a folder that cannot be made is told, and does not hang', async (t) => {
  const file = join(folder(t), 'file')
  writeFileSync(file, '')
  t.throws(() => { makePrivateFolder(join(file, 'a')) }, { code: 'ENOTDIR' })
  t.throws(() => { makePrivateFolder('/proc/self/fintrack/a') }, { code: 'ENOENT' })
})

t.test('a file that others can read is taken from them', async (t) => {
  const file = join(folder(t), 'file')
  makePrivate(file)
  t.notOk(existsSync(file))
  writeFileSync(file, '')
  chmodSync(file, 0o644)
  makePrivate(file, 'win32')
  t.equal(modeOf(file), '644', 'but on Windows, where modes say nothing')
  makePrivate(file, 'linux')
  t.equal(modeOf(file), '600')
})

t.test('where that is not ours to change it is told', async (t) => {
  const file = join(folder(t), 'file')
  writeFileSync(file, '')
  chmodSync(file, 0o644)
  const refuse = () => { throw new Error(`EPERM: operation not permitted, chmod '${file}'`) }
  t.throws(() => { makePrivate(file, 'linux', refuse) }, {
    name: 'BookFault',
    message: `${file} can be read by other accounts (its mode is 644), and this one cannot change that (EPERM: operation not permitted).`,
    hint: 'let its owner `chmod 600` it',
  })
})
