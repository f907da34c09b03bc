/** Carries a whole book, or that of a whole server, from one database to another, and proves that it arrived. */
import { createHash } from 'node:crypto'
import { existsSync, realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import { counted, listed } from '@fintrack/contract/text'
import { UserError } from '@fintrack/contract/errors'
import { systemClock, type Clock } from '../../clock.ts'
import { KEYS_TABLE, TABLES } from '../../db/book-tables.ts'
import type { BookReader, BookWriter, Counters, Source, Target, Values } from '../../db/book-rows.ts'
import type { DatabasePlace } from '../../db/errors/postgres-opening.ts'
import type { FolderPlace } from '../../files/data-folder.ts'
import type { StoredKey } from '../../features/signing-keys/key-repository.ts'
import { folderSource, folderTarget } from './folder-book.ts'

/** Where a book is, or is to be: a data folder, or a database. */
export type CopyPlace = FolderPlace | DatabasePlace

/** A table as it left and as it arrived. */
interface CopiedTable {
  readonly table: string
  readonly rows: number
  /** SHA-256 of all rows in the order of their keys, the same for both databases. */
  readonly checksum: string
}

export interface CopyResult {
  readonly from: string
  readonly to: string
  readonly tables: readonly CopiedTable[]
  /** Something was stored in the source meanwhile, and is not in the copy. */
  readonly missed: boolean
}

export interface CopyOptions {
  readonly from: CopyPlace
  readonly to: CopyPlace
  /** Servers on the source may go on. */
  readonly live: boolean
  readonly clock?: Clock
}

/** A row as bytes that no other row has: each value with its length, and `-` for none. */
function canonical (values: Values): string {
  return `${values.map((value) => value === null ? '-' : `${Buffer.byteLength(value)}:${value}`).join(',')}\n`
}

/** @param take what is done with each chunk beside */
async function counting (
  table: string, chunks: AsyncIterable<readonly Values[]> | Iterable<readonly Values[]>, take?: (rows: readonly Values[]) => Promise<void>
): Promise<CopiedTable> {
  const hash = createHash('sha256')
  let rows = 0
  for await (const chunk of chunks) {
    for (const values of chunk) hash.update(canonical(values))
    rows += chunk.length
    await take?.(chunk)
  }
  return { table, rows, checksum: hash.digest('hex') }
}

/** The ids that rows of keys have are the database's own: what counts is which they are, and in which order. */
function countingKeys (keys: readonly StoredKey[]): Promise<CopiedTable> {
  return counting(KEYS_TABLE, [keys.map(({ kid, secret }) => [kid, secret])])
}

interface Contents { readonly tables: readonly CopiedTable[], readonly counters: Counters }

/** @returns what was read on the way */
async function carry (book: BookReader, into: BookWriter): Promise<Contents> {
  const counters = await book.counters()
  const keys = await book.keys()
  const tables: CopiedTable[] = []
  for (const table of TABLES) {
    tables.push(await counting(table.name, book.rows(table), (rows) => into.add(table, rows)))
    const { links } = table
    if (links !== undefined) for await (const rows of book.rows(table)) await into.link(table, links, rows)
  }
  await into.continueAfter(counters)
  await into.keys(keys)
  return { tables: [...tables, await countingKeys(keys)], counters }
}

async function contentsOf (book: BookReader): Promise<Contents> {
  const tables: CopiedTable[] = []
  for (const table of TABLES) tables.push(await counting(table.name, book.rows(table)))
  return { tables: [...tables, await countingKeys(await book.keys())], counters: await book.counters() }
}

/** What is compared, by name. */
function linesOf ({ tables, counters }: Contents): Array<readonly [name: string, line: string]> {
  return [
    ...tables.map(({ table, rows, checksum }) => [table, `${counted(rows, 'row')}, SHA-256 ${checksum}`] as const),
    ...[...counters].map(([table, given]) => [`ids of ${table}`, `given up to ${given}`] as const),
  ]
}

/** @throws UserError where they are not the same */
function requireSame (left: Contents, arrived: Contents): void {
  const there = new Map(linesOf(arrived))
  const wrong = linesOf(left).flatMap(([name, line]) => there.get(name) === line ? [] : [`${name}: ${line}; there ${String(there.get(name))}`])
  if (wrong.length === 0) return
  throw new UserError('book', `What arrived is not what left (${listed(wrong)}).`,
    { hint: 'look at the book that it comes from, with `fintrack doctor` where that is in a folder; nothing was copied' })
}

async function openSource (place: CopyPlace, live: boolean): Promise<Source> {
  if ('dataDir' in place) return folderSource(place, live)
  const { postgresSource } = await import('../../db/postgres/book.ts')
  return postgresSource(place, live)
}

async function openTarget (place: CopyPlace, clock: Clock): Promise<Target> {
  if ('dataDir' in place) return folderTarget(place)
  const { postgresTarget } = await import('../../db/postgres/book.ts')
  return postgresTarget(place, clock)
}

function identityOf (place: CopyPlace): string {
  if ('url' in place) return place.url
  const folder = resolve(place.dataDir)
  return existsSync(folder) ? realpathSync(folder) : folder
}

async function carried (source: Source, target: Target, live: boolean): Promise<CopyResult> {
  return source.snapshot(async (book) => {
    const stamp = await book.stamp()
    let left: Contents = { tables: [], counters: new Map() }
    let missed = false
    await target.fill(async (into) => { left = await carry(book, into) }, async (there) => {
      requireSame(left, await contentsOf(there))
      missed = await source.stampOfNow() !== stamp
      if (!missed || live) return
      throw new UserError('book', `Something was stored in ${source.name} while it was copied.`,
        { hint: 'stop what writes to it and run this again; or add --live, and what is stored meanwhile is not copied' })
    })
    return { from: source.name, to: target.name, tables: left.tables, missed }
  })
}

/**
 * The source is read as it is at one moment and left as it is; the target is whole at the end, or as empty as before.
 * @throws Problem not_found where the source has no book, already_exists where the target is not empty
 * @throws UserError where one of them cannot be used, or what arrived is not what left
 * @throws UserError where both are the same place
 */
export async function copyBookTo ({ from, to, live, clock = systemClock }: CopyOptions): Promise<CopyResult> {
  if (identityOf(from) === identityOf(to)) throw new UserError('usage', 'The book is to be copied from and to the same place.', { hint: 'name two places' })
  const source = await openSource(from, live)
  try {
    const target = await openTarget(to, clock)
    try {
      return await carried(source, target, live)
    } finally {
      await target.close()
    }
  } finally {
    await source.close()
  }
}
