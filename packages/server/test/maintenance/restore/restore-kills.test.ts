import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { backupBook } from '../../../src/maintenance/backup.ts'
import { checkBook } from '../../../src/maintenance/doctor/doctor.ts'
import { restoreBook } from '../../../src/maintenance/restore/restore.ts'
import { folder } from '../../helpers/api.ts'
import { SOURCE_FLAGS, sourceOf } from '../../helpers/processes.ts'
import { amountsOf, BACKED_UP, backup, bookWith } from '../books.ts'

const ROUNDS = Number(process.env.RESTORE_ROUNDS ?? 6)
const yes = async () => true

t.test('a killed restore leaves the old book or the new one [P1.8]', {
  timeout: 60_000 + ROUNDS * 60_000,
}, async (t) => {
  const file = await backup(t)
  const dataDir = await bookWith(t, '1.00')
  const book = join(dataDir, 'fintrack.db')
  const other = join(folder(t), 'other.db')
  await backupBook({ dataDir, file: other })
  // One after the other for ever. The first shows how long one takes, and that all is loaded.
  const script = `
    const { restoreBook } = await import(${JSON.stringify(sourceOf('local.ts'))})
    const files = ${JSON.stringify([file, other])}
    for (let round = 0; ; round += 1) {
      const began = performance.now()
      await restoreBook({ dataDir: ${JSON.stringify(dataDir)}, file: files[round % 2], agree: async () => true })
      if (round < 2) console.log(performance.now() - began)
    }`
  const either = [[100], BACKED_UP].map((amounts) => JSON.stringify(amounts))
  const wrongs = async () => (await checkBook({ dataDir, node: '20' })).filter(({ ok }) => !ok)
  const kept = () => readdirSync(dataDir).filter((name) => name.startsWith('fintrack-replaced-'))
  const seen = new Set<string>()
  let twice = 0
  for (let round = 0; round < ROUNDS; round += 1) {
    const child = spawn(
      process.execPath, [...SOURCE_FLAGS, '--input-type=module', '-e', script],
      { stdio: ['ignore', 'pipe', 'inherit'] }
    )
    const [printed]: unknown[] = await once(child.stdout, 'data')
    const takesMs = Number(/\d+\.?\d*/.exec(String(printed))?.[0])
    const delayMs = randomInt(0, Math.ceil(takesMs * 2_000)) / 1000
    // A timer is no finer than a millisecond: the rest is waited out.
    const until = performance.now() + delayMs
    await sleep(delayMs - 1)
    while (performance.now() < until);
    child.kill('SIGKILL')
    await once(child, 'close')
    t.ok(either.includes(JSON.stringify(await amountsOf(book))), `killed after ${delayMs} ms`)
    // The one thing that a kill may leave to be found: a name too many, until the next run.
    const hasTwo = statSync(book).nlink > 1
    if (hasTwo) twice += 1
    t.strictSame(
      (await wrongs()).map(({ check, found }) => [check, found.endsWith('would damage it')]),
      hasTwo ? [['file', true]] : []
    )
    for (const name of kept().filter((one) => !seen.has(one))) {
      t.ok(either.includes(JSON.stringify(await amountsOf(join(dataDir, name)))), name)
      seen.add(name)
    }
  }
  t.comment(`${ROUNDS} kills, of which ${twice} left the book with two names; ${kept().length} old books`)
  t.ok(await restoreBook({ dataDir, file, agree: yes }))
  t.strictSame(await wrongs(), [])
  t.strictSame(await amountsOf(book), BACKED_UP)
  const left = readdirSync(dataDir).filter((name) => !kept().includes(name)).toSorted()
  t.strictSame(left.filter((name) => !['fintrack.lock', 'fintrack.gate'].includes(name)), ['fintrack.db', 'keys.json'])
  t.strictSame(kept().filter((name) => statSync(join(dataDir, name)).nlink > 1 || !name.endsWith('.db')), [])
})
