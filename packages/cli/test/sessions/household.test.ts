/** Three years of a household: every month's totals as another program sums them, by both ways in, to the byte. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { freshDatabase } from '../../../server/test/helpers/postgres.ts'
import { screen } from '../helpers/screen.ts'
import { served } from '../helpers/served.ts'

const examples = fileURLToPath(new URL('../../../../examples/', import.meta.url))

interface Total { readonly month: string, readonly type: string, readonly category: string, readonly total: string }

function expectedTotals (): Map<string, Total[]> {
  const byMonth = new Map<string, Total[]>()
  for (const line of readFileSync(join(examples, 'household-totals.csv'), 'utf8').trim().split(/\r?\n/).slice(1)) {
    const [month = '', type = '', category = '', total = ''] = line.split(',')
    byMonth.set(month, [...byMonth.get(month) ?? [], { month, type, category, total }])
  }
  return byMonth
}

function order (a: Total, b: Total): number {
  return a.type.localeCompare(b.type) || a.category.localeCompare(b.category)
}

t.test('the report of each category of 36 months is exact, on the embedded book and on servers alike', async (t) => {
  const expected = expectedTotals()
  t.equal(expected.size, 36)
  const homes = ['embedded', 'served', 'postgres'].map((name) => mkdtempSync(join(tmpdir(), `fintrack-${name}-`)))
  t.teardown(() => { homes.forEach((path) => { rmSync(path, { recursive: true, force: true }) }) })
  const [embedded = '', visitor = '', stranger = ''] = homes
  const address = await served(t)
  await screen([
    'register', '--server', address, '--username', 'ada', '--password-stdin',
  ], { home: visitor, stdin: 'a quiet river at dawn\n' })
  const onPostgres = await served(t, undefined, { FINTRACK_DATABASE_URL: await freshDatabase(t) })
  await screen([
    'register', '--server', onPostgres, '--username', 'ada', '--password-stdin',
  ], { home: stranger, stdin: 'a quiet river at dawn\n' })
  for (const home of homes) t.equal((await screen(['import', join(examples, 'household.csv')], { home })).code, 0)

  for (const [month, totals] of expected) {
    const here = await screen(['report', month, '--json'], { home: embedded })
    t.strictSame(await screen(['report', month, '--json'], { home: visitor }), here, `${month} by both ways`)
    t.strictSame(await screen(['report', month, '--json'], { home: stranger }), here, `${month} on PostgreSQL`)
    const report: {
      category_breakdown: Array<{ type: string, category_name: string, total: string }>
    } = JSON.parse(here.stdout)
    const rows = report.category_breakdown.map(({ type, category_name: category, total }) =>
      ({ month, type, category, total }))
    t.strictSame(rows.sort(order), totals.sort(order), `${month} to the cent`)
  }
})
