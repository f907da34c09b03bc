// What split transactions cost a month's report: two books of the same rows over ten years, of which one has a tenth
// of them split over two categories, on SQLite and then on PostgreSQL. Prints the medians of reports of both books,
// asked in turn, and their ratio.
//   node bench/split-report.mjs [rows] [pairs] [sqlite|postgres]     after `npx -y pnpm@12 build`
import process from 'node:process'
import { startPostgres } from '../scripts/postgres.mjs'
import { csv, served, times, user } from './served.mjs'

const rows = Number(process.argv[2] ?? 1_000_000)
const pairs = Number(process.argv[3] ?? 60)
const only = process.argv[4]
const ROWS_AT_ONCE = 50_000
const CATEGORIES = times(40, at => `Category ${at}`)
const HEADER = 'date,type,category,amount,splits'

function lineOf (at, isSplit) {
  const month = at % 120
  const day = `${2015 + Math.floor(month / 12)}-${String(month % 12 + 1).padStart(2, '0')}-${
    String(Math.floor(at / 120) % 28 + 1).padStart(2, '0')}`
  // Not by the month: each month has its tenth.
  const category = Math.floor(at / 120) % CATEGORIES.length
  if (!isSplit || Math.floor(at / 120) % 10 !== 0) return `${day},expense,${CATEGORIES[category]},12.50,`
  return `${day},expense,,12.50,${CATEGORIES[category]}=10.00; ${CATEGORIES[(category + 1) % CATEGORIES.length]}=2.50`
}

async function fill (ask, isSplit) {
  for (let from = 0; from < rows; from += ROWS_AT_ONCE) {
    const lines = times(Math.min(ROWS_AT_ONCE, rows - from), at => lineOf(from + at, isSplit))
    const { status, text } = await ask('POST', '/api/imports/?again=true', csv(lines, HEADER))
    if (status !== 200 && status !== 201) throw new Error(`An import was answered with ${status}: ${text}`)
  }
}

function median (values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
}

async function measure (name, databaseUrl) {
  const { address, stop } = await served(databaseUrl)
  try {
    const books = { plain: await user(address, 'plain'), split: await user(address, 'split') }
    for (const [kind, ask] of Object.entries(books)) await fill(ask, kind === 'split')
    const ms = { plain: [], split: [] }
    const totals = {}
    for (let pair = -5; pair < pairs; pair += 1) {
      const month = `20${15 + (pair + 5) % 10}-05`
      for (const kind of pair % 2 === 0 ? ['plain', 'split'] : ['split', 'plain']) {
        const answer = await books[kind]('GET', `/api/reports/monthly/?month=${month}`)
        if (answer.status !== 200) throw new Error(`A report was answered with ${answer.status}`)
        totals[kind] = JSON.parse(answer.text).total_expense
        if (pair >= 0) ms[kind].push(answer.ms)
      }
      if (totals.plain !== totals.split) throw new Error('The two books do not have the same totals')
    }
    const [plain, split] = [median(ms.plain), median(ms.split)]
    process.stdout.write(`${name.padEnd(8)} ${rows} rows: plain ${plain.toFixed(2)} ms, a tenth split ${
      split.toFixed(2)} ms, ratio ${(split / plain).toFixed(2)}\n`)
  } finally {
    await stop()
  }
}

if (only !== 'postgres') await measure('SQLite')
if (only !== 'sqlite') {
  const postgres = await startPostgres()
  try {
    await measure(
      'PostgreSQL', `postgres://fintrack@localhost/postgres?host=${encodeURIComponent(postgres.socket)}`
    )
  } finally {
    await postgres.stop()
  }
}
