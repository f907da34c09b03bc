import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { newDraft, place, syncFile, syncFolder } from '../../src/files/durable.ts'
import { systemError } from '../helpers/errors.ts'

t.test('a draft is private and lies beside the file that it will become', (t) => {
  const folder = t.testdir()
  const before = process.umask(0o277)
  t.teardown(() => process.umask(before))
  const draft = newDraft(join(folder, 'book.db'))
  t.match(draft, /\/\.book\.db\.[0-9a-f]{12}\.part$/)
  t.equal(statSync(draft).mode & 0o777, 0o600)
  t.not(newDraft(join(folder, 'book.db')), draft)
  t.end()
})

t.test('a draft takes its name where no file has it, with links and without', (t) => {
  const unsupported = () => { throw systemError('EPERM', 'link') }
  for (const link of [undefined, unsupported]) {
    const folder = t.testdir({ draft: 'new', taken: 'old' })
    const target = join(folder, 'target')
    place(join(folder, 'draft'), target, link)
    t.equal(readFileSync(target, 'utf8'), 'new')
    t.notOk(existsSync(join(folder, 'draft')))
    writeFileSync(join(folder, 'draft'), 'newer')
    t.throws(() => { place(join(folder, 'draft'), join(folder, 'taken'), link) }, /EEXIST/)
    t.equal(readFileSync(join(folder, 'taken'), 'utf8'), 'old')
    t.strictSame(readdirSync(folder).toSorted(), ['draft', 'taken', 'target'])
  }
  t.end()
})

t.test('a draft takes its name without a link only where links are not possible', (t) => {
  for (const code of ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'] as const) {
    const folder = t.testdir({ draft: 'new' })
    place(join(folder, 'draft'), join(folder, 'target'), () => { throw systemError(code, 'link') })
    t.strictSame(readdirSync(folder), ['target'], code)
  }
  for (const code of ['ENOSPC', 'EACCES', 'EIO', 'EROFS', 'EDQUOT'] as const) {
    const folder = t.testdir({ draft: 'new' })
    t.throws(
      () => { place(join(folder, 'draft'), join(folder, 'target'), () => { throw systemError(code, 'link') }) },
      new RegExp(code)
    )
    t.strictSame(readdirSync(folder), ['draft'], code)
  }
  const folder = t.testdir({})
  t.throws(
    () => { place(join(folder, 'none'), join(folder, 'target'), () => { throw systemError('EPERM', 'link') }) },
    /ENOENT/
  )
  t.strictSame(readdirSync(folder), [], 'and the name is free again where there was nothing to take it')
  t.end()
})

t.test('files and folders are synced to the disk', (t) => {
  const folder = t.testdir({ file: 'text' })
  syncFile(join(folder, 'file'))
  syncFolder(folder)
  syncFolder('/nowhere', 'win32')
  t.throws(() => { syncFolder('/nowhere', 'linux') }, /ENOENT/)
  t.throws(() => { syncFile(join(folder, 'none')) }, /ENOENT/)
  t.end()
})
