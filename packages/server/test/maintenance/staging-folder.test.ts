/** The folder in which a book is made ready. */
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { newStagingFolder, removeStagingFolders, stagingFoldersIn } from '../../src/maintenance/staging-folder.ts'
import { folder } from '../helpers/api.ts'

t.test('a staging folder is found again, and removed with its contents', (t) => {
  const dataDir = folder(t)
  const [one, two, other] = [
    newStagingFolder(dataDir, 'copying'), newStagingFolder(dataDir, 'copying'), newStagingFolder(dataDir, 'restoring'),
  ]
  for (const name of [
    'fintrack.db', 'fintrack.db-wal', 'fintrack.lock', 'keys.json', 'keys.json.0123456789abcdef',
    '.fintrack.db.0123456789ab.part',
  ]) {
    writeFileSync(join(one, name), '')
  }
  t.strictSame(stagingFoldersIn(dataDir, 'copying'), [one, two].toSorted())
  removeStagingFolders(dataDir, 'copying')
  t.strictSame([one, two, other].map((path) => existsSync(path)), [false, false, true])
  t.end()
})

t.test('a folder with a name similar to a staging folder\'s is left alone', (t) => {
  const dataDir = folder(t)
  const elsewhere = newStagingFolder(folder(t), 'copying')
  writeFileSync(join(dataDir, 'copying-abcdef'), '')
  symlinkSync(elsewhere, join(dataDir, 'copying-linked'))
  for (const name of [
    'copying-it', 'copying-it-all', 'my-copying-abcdef', 'copying-photos', 'copying-a-b-c-',
  ]) mkdirSync(join(dataDir, name))
  writeFileSync(join(dataDir, 'copying-photos/fintrack.jpg'), '')
  writeFileSync(join(dataDir, 'copying-photos/one.jpg'), '')
  const names = readdirSync(dataDir)
  t.strictSame(stagingFoldersIn(dataDir, 'copying'), [])
  removeStagingFolders(dataDir, 'copying')
  t.strictSame(readdirSync(dataDir), names)
  t.end()
})
