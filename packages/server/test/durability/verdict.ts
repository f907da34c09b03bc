/** Whether a book holds what its writers were told is stored: each row once, and reports that are its sums. */
import { join } from 'node:path'
import { openFile } from '../../src/db/sqlite/file.ts'
import { checkBook } from '../../src/maintenance/doctor/doctor.ts'
import { expecting, type Ask } from './client.ts'
import { amountOf, type Rows, type Writer } from './writer.ts'

interface Transaction { readonly description: string, readonly amount: string, readonly date: string }

function centsOf (amount: string): number {
  return Number(amount.replace('.', ''))
}

/** What is other in `found` than in `wanted`, as text; empty where nothing is. */
function differences (found: Rows, wanted: Rows): string[] {
  const names = new Set([...found.keys(), ...wanted.keys()])
  return [...names].filter(
    (name) => found.get(name) !== wanted.get(name)
  ).map((name) => `${name}: ${found.get(name)} in place of ${wanted.get(name)}`)
}

/** Of what a writer's rows may be one has to be there. */
export type Outcomes = (writer: Writer) => readonly Rows[]

function requireRows (writer: Writer, found: Rows, outcomes: Outcomes): void {
  const all = outcomes(writer).map((rows) => differences(found, rows))
  if (all.every((different) => different.length > 0)) {
    throw new Error(
      `The rows of ${writer.name} are not those that were acknowledged: ` +
        `${all.map((different) => different.join(', ')).join(' | ')}`
    )
  }
}

async function requireReports (ask: Ask, rows: readonly Transaction[]): Promise<void> {
  for (const month of new Set(rows.map(({ date }) => date.slice(0, 7)))) {
    const sum = rows.filter(
      ({ date }) => date.startsWith(month)
    ).reduce((total, { amount }) => total + centsOf(amount), 0)
    const { total_expense: total } = await expecting<{ total_expense: string }>(ask, 200, {
      method: 'GET', path: `/api/reports/monthly/?month=${month}`,
    })
    if (total !== amountOf(sum)) throw new Error(`The report of ${month} says ${total}, its rows ${amountOf(sum)}.`)
  }
}

/** @returns how many rows there are. @throws Error with what is lost, doubled or made up */
export async function requireBook (ask: Ask, writers: readonly Writer[], outcomes: Outcomes): Promise<number> {
  const rows = await expecting<Transaction[]>(ask, 200, { method: 'GET', path: '/api/transactions/' })
  const found = new Map(rows.map(({ description, amount }) => [description, centsOf(amount)]))
  if (found.size !== rows.length) throw new Error(`${rows.length - found.size} rows are there twice.`)
  for (const writer of writers) {
    requireRows(
      writer, new Map([...found].filter(([name]) => name.startsWith(`${writer.name}-`))), outcomes
    )
  }
  const theirs = [...found.keys()].filter((name) => writers.some((writer) => name.startsWith(`${writer.name}-`)))
  if (theirs.length !== found.size) throw new Error('There are rows that nobody has written.')
  await requireReports(ask, rows)
  return rows.length
}

/** SQLite's own word, beside the server. @throws Error */
export async function requireSoundFile (dataDir: string): Promise<void> {
  const { query, close } = await openFile(join(dataDir, 'fintrack.db'), 'read', 10_000)
  try {
    const broken = [...await query('PRAGMA integrity_check'), ...await query('PRAGMA foreign_key_check')]
    if (JSON.stringify(broken) !== '[{"integrity_check":"ok"}]') {
      throw new Error(
      `The file is not sound: ${JSON.stringify(broken)}`
      )
    }
  } finally {
    await close()
  }
}

/** All that `fintrack doctor` looks at, of a book that nobody has open. @throws Error */
export async function requireSoundBook (dataDir: string): Promise<void> {
  const wrong = (await checkBook({ dataDir, node: process.versions.node })).filter(({ ok }) => !ok)
  if (wrong.length > 0) {
    throw new Error(
    `The book is not sound: ${wrong.map(({ check, found }) => `${check}: ${found}`).join('; ')}`
    )
  }
}
