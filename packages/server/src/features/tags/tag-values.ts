/** The tags of rows that are written: those that the book has not are made. */
import { foldName } from '@fintrack/contract/text'
import type { RecordingRepositories } from '../repositories.ts'
import { idsIn } from '../row-repository.ts'
import type { TransactionValues } from '../transactions/transaction-repository.ts'
import type { UntaggedValues } from '../transactions/transaction-values.ts'

/** The ids of tags by their folded names, once all of them are there. */
async function idsByKey (
  repos: RecordingRepositories, user: number, names: readonly string[]
): Promise<ReadonlyMap<string, number>> {
  // Of two ways to write a tag that is new, the first one stays.
  const byKey = new Map(names.toReversed().map((name) => [foldName(name), name.normalize('NFC')]))
  if (byKey.size === 0) return new Map()
  const ids = new Map((await repos.tags.named(user, [...byKey.keys()])).map(({ id, name }) => [foldName(name), id]))
  const missing = [...byKey].filter(([key]) => !ids.has(key)).toReversed()
  const newIds = idsIn(await repos.tags.insertMany(missing.map(([, name]) => ({ name }))))
  for (const [at, [key]] of missing.entries()) ids.set(key, Number(newIds[at]))
  return ids
}

/** The tags of a transaction as they are stored. @param ids in any order, some of them twice */
export function tagsText (ids: readonly number[]): string | null {
  const sorted = [...new Set(ids)].sort((one, other) => one - other)
  return sorted.length === 0 ? null : JSON.stringify(sorted)
}

function withIds ({ values, tags }: UntaggedValues, ids: ReadonlyMap<string, number>): TransactionValues {
  if (tags === undefined) return values
  return { ...values, tags: tagsText(tags.map((name) => Number(ids.get(foldName(name))))) }
}

/** A row with the ids of its tags. */
export async function withTags (
  repos: RecordingRepositories, user: number, row: UntaggedValues
): Promise<TransactionValues> {
  return withIds(row, await idsByKey(repos, user, row.tags ?? []))
}

/** The same of many rows, whose tags are looked for together. */
export async function allWithTags (
  repos: RecordingRepositories, user: number, rows: readonly UntaggedValues[]
): Promise<TransactionValues[]> {
  const ids = await idsByKey(repos, user, rows.flatMap(({ tags }) => tags ?? []))
  return rows.map((row) => withIds(row, ids))
}
