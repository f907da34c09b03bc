/** The tags of rows that are written: those that the book has not are made. */
import { TAGS_MAX } from '@fintrack/contract/limits'
import { fold } from '@fintrack/contract/text'
import type { RecordingRepositories } from '../repositories.ts'
import { idsIn } from '../row-repository.ts'
import type { TransactionValues } from '../transactions/transaction-repository.ts'
import type { UntaggedValues } from '../transactions/transaction-values.ts'

/** A tag as it is stored, by the form in which it is compared. */
function byKey (names: readonly string[]): Map<string, string> {
  return new Map(names.map((name) => [fold(name), name.normalize('NFC')]).toReversed() as Array<[string, string]>)
}

/** The rows with the ids of their tags. */
export async function tagged (
  repos: RecordingRepositories, user: number, rows: readonly UntaggedValues[]
): Promise<TransactionValues[]> {
  const names = byKey(rows.flatMap(({ tags }) => tags ?? []))
  if (names.size === 0) return rows.map(({ values, tags }) => tags === undefined ? values : { ...values, tags: null })
  const known = await repos.tags.named(user, [...names.keys()])
  const ids = new Map(known.map(({ id, name }) => [fold(name), id]))
  const missing = [...names].filter(([key]) => !ids.has(key))
  const made = idsIn(await repos.tags.insertMany(missing.map(([, name]) => ({ name }))))
  for (const [at, [key]] of missing.entries()) ids.set(key, Number(made[at]))
  return rows.map(({ values, tags }) => {
    if (tags === undefined) return values
    const own = [...new Set(tags.map((name) => Number(ids.get(fold(name)))))].sort((one, other) => one - other)
    return { ...values, tags: own.length === 0 ? null : JSON.stringify(own.slice(0, TAGS_MAX)) }
  })
}
