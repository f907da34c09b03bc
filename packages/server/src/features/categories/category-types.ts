/** A category and all below it are of one type. No constraint of a database can say so: it is looked at under the lock. */
import type { CategoryType } from '@fintrack/contract/choices'
import { isBelow, keysAlong } from '@fintrack/contract/paths'
import { Problem } from '@fintrack/contract/problem'
import { foldName, quote } from '@fintrack/contract/text'
import type { Repositories } from '../repositories.ts'

interface Typed { readonly name: string, readonly type: CategoryType }

/** @param other above or below it */
export function describeConflict (one: Typed, other: Typed): string {
  const place = isBelow(one.name, other.name) ? 'above' : 'below'
  return `${quote(one.name)} cannot be of type ${one.type}: ${quote(other.name)} ${place} it is of type ${other.type}.`
}

export function typeConflict (one: Typed, other: Typed): Problem {
  return new Problem('category_type_conflict', describeConflict(one, other))
}

/**
 * @param ownId of the category itself, where it is there already
 * @throws Problem category_type_conflict
 */
export async function requireOneType (
  repos: Pick<Repositories, 'categories'>, user: number, one: Typed, ownId?: number
): Promise<void> {
  const related = [
    ...await repos.categories.above(user, one.name), ...await repos.categories.below(user, one.name),
  ]
  const other = related.find(({ id, type }) => id !== ownId && type !== one.type)
  if (other !== undefined) throw typeConflict(one, other)
}

/** Knows the types of many names, and of all that they lie below. */
export function typesOfNames (names: Iterable<Typed>) {
  const own = new Map<string, Typed>()
  /** One below each key, of each type. */
  const below = new Map<string, Typed>()
  const placed = (key: string, type: CategoryType) => `${type} ${key}`
  const add = (one: Typed): void => {
    const keys = keysAlong(one.name)
    own.set(foldName(one.name), one)
    for (const key of keys.slice(0, -1)) below.set(placed(key, one.type), one)
  }
  for (const one of names) add(one)
  return {
    add,
    /** One above or below a name that is of the other type, or undefined. */
    conflictOf: (one: Typed): Typed | undefined => {
      const above = keysAlong(one.name).slice(0, -1).flatMap((key) => own.get(key) ?? [])
      return above.find(({ type }) => type !== one.type) ??
        below.get(placed(foldName(one.name), one.type === 'income' ? 'expense' : 'income'))
    },
  }
}
