/** Copies a whole book, with all its users, from one database to another, and proves that it arrived. */
import { existsSync, realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import { UserError } from '@fintrack/contract/errors'
import { counted } from '@fintrack/contract/text'
import { systemClock, type Clock } from '../../clock.ts'
import type { DatabasePlace } from '../../db/errors/postgres-opening.ts'
import type { FolderPlace } from '../../files/data-folder.ts'
import type { NewPlace } from '../../files/moved-file.ts'
import { CHECK_SOURCE, type Source, type Target } from './book.ts'
import { folderSource, folderTarget } from './folder.ts'
import { readStream, totalsOf, writeStream, type Totals } from './stream.ts'

/** Where a book is, or is to be: a data folder, or a database. */
export type CopyPlace = FolderPlace | DatabasePlace

export interface CopyResult {
  readonly from: string
  readonly to: string
  readonly tables: ReadonlyArray<{ readonly table: string, readonly rows: number }>
  /** Of the whole book as one stream: the same for both databases. */
  readonly sha256: string
  /** Something was stored in the source meanwhile, and is not in the copy. */
  readonly missed: boolean
  /** The file by which the old folder says where the book went; null where the source is a database or stays in use. */
  readonly mark: string | null
}

export interface CopyOptions {
  readonly from: CopyPlace
  readonly to: CopyPlace
  /** Servers on the source may go on. */
  readonly live: boolean
  readonly clock?: Clock
}

/** @throws UserError where the book that is read back is not the one that was written */
function requireSame (left: Totals, arrived: Totals): void {
  if (left.sha256 === arrived.sha256) return
  const counts = Object.entries(left.rows).flatMap(([table, rows]) => {
    const there = arrived.rows[table]
    return there === rows ? [] : [`${table}: ${counted(rows, 'row')}; there ${String(there)}`]
  })
  const difference = counts.length > 0 ? counts.join(', ') : `SHA-256 ${left.sha256}; there ${arrived.sha256}`
  throw new UserError('book', `The copy differs from the source (${difference}).`, { hint: CHECK_SOURCE })
}

async function openSource (place: CopyPlace, live: boolean): Promise<Source> {
  if ('dataDir' in place) return folderSource(place, live)
  const { databaseSource } = await import('./database.ts')
  return databaseSource(place, live)
}

async function openTarget (place: CopyPlace, clock: Clock): Promise<Target> {
  if ('dataDir' in place) return folderTarget(place)
  const { databaseTarget } = await import('./database.ts')
  return databaseTarget(place, clock)
}

function identityOf (place: CopyPlace): string {
  if ('url' in place) return place.url
  const folder = resolve(place.dataDir)
  return existsSync(folder) ? realpathSync(folder) : folder
}

/** As a mark names it, wherever the command runs that reads it. */
function newPlace (to: CopyPlace, { name }: Target): NewPlace {
  return 'url' in to ? { to: name, kind: 'database' } : { to: realpathSync(to.dataDir), kind: 'folder' }
}

async function pipe (source: Source, target: Target, live: boolean): Promise<Omit<CopyResult, 'mark'>> {
  return source.snapshot(async (book) => {
    const stamp = await book.stamp()
    let totals: Totals = { rows: {}, sha256: '' }
    let missed = false
    await target.fill(async (into) => { totals = await readStream(writeStream(book), into) }, async (there) => {
      requireSame(totals, await totalsOf(there))
      missed = await source.stampOfNow() !== stamp
      if (!missed || live) return
      throw new UserError('book', `Something was stored in ${source.name} while it was copied.`,
        {
          hint: 'stop what writes to it and run this again; or add --live, and what is stored meanwhile is not copied',
        })
    })
    const tables = Object.entries(totals.rows).map(([table, rows]) => ({ table, rows }))
    return { from: source.name, to: target.name, tables, sha256: totals.sha256, missed }
  })
}

/**
 * Reads the source as it is at one moment and leaves it as it is; the target is whole at the end, or as empty as
 * before. Then the folder that the book was copied from is marked as its old place, unless servers go on using it.
 * @throws Problem not_found where the source has no book, already_exists where the target is not empty
 * @throws UserError where one of them cannot be used, both are the same place, or the copy differs from the source
 */
export async function copyBook ({ from, to, live, clock = systemClock }: CopyOptions): Promise<CopyResult> {
  if (identityOf(from) === identityOf(to)) {
    throw new UserError(
      'usage', 'The source and the target are the same place.', { hint: 'name two different places' }
    )
  }
  const source = await openSource(from, live)
  try {
    const target = await openTarget(to, clock)
    try {
      const copied = await pipe(source, target, live)
      return { ...copied, mark: live ? null : source.markMoved(newPlace(to, target), clock.now()) }
    } finally {
      await target.close()
    }
  } finally {
    await source.close()
  }
}
