import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { backupBook } from '../../src/keeping/backup.ts'
import { brokenPages, reading } from '../../src/keeping/book-file.ts'
import { restoreBook } from '../../src/keeping/restore.ts'
import { folder } from '../helpers/api.ts'
import { SOURCE_FLAGS, sourceOf } from '../helpers/processes.ts'
import { amountsOf, BACKED_UP, backup, bookWith } from './books.ts'

t.test('a kill at any moment leaves the old book or the new one, whole, and the next run goes through', async (t) => {
  const file = await backup(t)
  const dataDir = await bookWith(t, '1.00')
  const other = join(folder(t), 'other.db')
  await backupBook({ dataDir, file: other })
  // One after the other for ever, so that each kill meets another moment.
  const script = `
    const { restoreBook } = await import(${JSON.stringify(sourceOf('local.ts'))})
    console.log('begun')
    for (;;) for (const file of ${JSON.stringify([file, other])}) await restoreBook({ dataDir: ${JSON.stringify(dataDir)}, file, agree: async () => true })`
  const either = [[100], BACKED_UP].map((amounts) => JSON.stringify(amounts))
  for (const delay of [61, 113, 241]) {
    const child = spawn(process.execPath, [...SOURCE_FLAGS, '--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(child.stdout, 'data')
    await sleep(delay)
    child.kill('SIGKILL')
    await once(child, 'close')
    t.ok(either.includes(JSON.stringify(await amountsOf(join(dataDir, 'fintrack.db')))), `after ${delay} ms`)
    t.strictSame(await reading(join(dataDir, 'fintrack.db'), brokenPages), [])
  }
  t.ok(await restoreBook({ dataDir, file, agree: async () => true }))
  t.strictSame(readdirSync(dataDir).filter((name) => name.startsWith('restoring-')), [])
  t.strictSame(await amountsOf(join(dataDir, 'fintrack.db')), BACKED_UP)
})
