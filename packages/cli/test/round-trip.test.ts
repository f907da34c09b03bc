/** What one book lists, another takes: over the real embedded book. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { screen } from './helpers/screen.ts'

const homes = ['from', 'to'].map((name) => mkdtempSync(join(tmpdir(), `fintrack-${name}-`)))
t.teardown(() => { for (const home of homes) rmSync(home, { recursive: true }) })
const [from = '', to = ''] = homes

t.test('tx list -o csv piped into import loses nothing [P3.7]', async (t) => {
  const texts = [
    '=SUM(A1)',
    '\'=SUM(A1)',
    '\'\'+1',
    '-',
    '@home',
    '\ttabbed',
    'say "hi", then\r\nleave',
    '  spaces  ',
    '日本語 👨‍👩‍👧',
    'a\u202eb',
    '\'plain',
    '\\t',
  ]
  for (const text of texts) {
    const { code, stderr } = await screen([
      'tx', 'add', '12.50', '=cat', text, '--create', '--payee', '+Shop', '-q',
    ], { home: from })
    t.equal(code, 0, stderr)
  }
  t.match(await screen([
    'tx', 'add', '-3.25', '--date', '2024-02-29', '--type', 'income', '--currency', 'EUR', '-q',
  ], { home: from }), { code: 0 })

  const { stdout: csv } = await screen(['tx', 'list', '-o', 'csv'], { home: from })
  t.match(await screen(['import', '-'], { home: to, stdin: csv }), {
    code: 0, stderr: 'Imported 13 transactions and created 1 category.\n',
  })

  const fields = ['--fields', 'date,type,category_name,amount,currency,payee,description', '-o', 'ndjson']
  const [before, after] = await Promise.all(
    homes.map(async (home) => (await screen(['tx', 'list', ...fields], { home })).stdout.split('\n').sort())
  )
  t.equal(before?.length, 14)
  t.strictSame(after, before)
  t.match(
    await screen(['import', '-'], { home: to, stdin: csv }), { code: 6 }, 'and a second time it says that all is there'
  )
})
