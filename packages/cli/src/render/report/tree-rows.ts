/** The categories of a report as a tree: each part of a name has a row, with the sum of all below it. */
import { formatAmount, sharesOf } from '@fintrack/contract/money'
import { cutTo, partsOf } from '@fintrack/contract/paths'
import type { MonthlyReport } from '@fintrack/contract/reports'
import { foldName } from '@fintrack/contract/text'
import { unitsOf } from '../format.ts'
import { visible } from '../safe-text.ts'

type BreakdownRow = MonthlyReport['category_breakdown'][number]

/** A row as it is shown. */
export type ShownRow = Pick<BreakdownRow, 'total' | 'share' | 'count'> & { readonly name: string }

const UNCATEGORIZED = '(uncategorized)'
/** What is in a category itself, beside what lies below it. */
const ITSELF = '(itself)'

export function namedRow ({ category_name: name, total, share, count }: BreakdownRow): ShownRow {
  return { name: name === null ? UNCATEGORIZED : visible(name), total, share, count }
}

interface Sum { readonly name: string | null, readonly units: bigint, readonly count: number }
interface SharedSum extends Sum { readonly share: string | null }

function compareSums (one: Sum, other: Sum): number {
  if (one.units !== other.units) return one.units > other.units ? -1 : 1
  return String(one.name) < String(other.name) ? -1 : 1
}

function keyOf (name: string | null): string {
  return name === null ? '' : foldName(name)
}

/** The sums by so many first parts, the largest first, each with its share of all: as `--depth` shows them. */
function sumsAt (rows: readonly BreakdownRow[], depth: number): ReadonlyMap<string, SharedSum> {
  const sums = new Map<string, Sum>()
  for (const { category_name: whole, total, count } of rows) {
    const name = whole === null ? null : cutTo(whole, depth)
    const before = sums.get(keyOf(name))
    sums.set(keyOf(name), {
      name: before?.name ?? name, units: (before?.units ?? 0n) + unitsOf(total), count: (before?.count ?? 0) + count,
    })
  }
  const sorted = [...sums.values()].sort(compareSums)
  const shares = sharesOf(sorted.map(({ units }) => units))
  return new Map(sorted.map((sum, at) => [keyOf(sum.name), { ...sum, share: shares[at] ?? null }]))
}

/** The sums of a level by what they lie below; what is in that itself is one of them. */
function byParent (sums: Iterable<SharedSum>, depth: number): ReadonlyMap<string, SharedSum[]> {
  const groups = new Map<string, SharedSum[]>()
  for (const sum of sums) {
    const parts = sum.name === null ? [''] : partsOf(sum.name)
    if (parts.length < depth) continue
    const parent = keyOf(parts.slice(0, depth).join(':'))
    const group = groups.get(parent)
    if (group === undefined) groups.set(parent, [sum])
    else group.push(sum)
  }
  return groups
}

/** @param rows of one type */
export function treeRows (rows: readonly BreakdownRow[], currency: string): ShownRow[] {
  const deepest = Math.max(...rows.map(({ category_name: name }) => name === null ? 1 : partsOf(name).length))
  const levels = Array.from({ length: deepest }, (_, depth) => byParent(sumsAt(rows, depth + 1).values(), depth))
  const shown: ShownRow[] = []
  const addBelow = (parent: string, depth: number): void => {
    const sums = levels[depth]?.get(parent) ?? []
    for (const { name, units, share, count } of sums) {
      const part = name === null ? UNCATEGORIZED : partsOf(name)[depth]
      // A category with nothing below it has no rows but its own.
      if (part === undefined && sums.length === 1) continue
      shown.push({
        name: '  '.repeat(depth) + (part === undefined ? ITSELF : visible(part)),
        total: formatAmount(units, currency), share, count,
      })
      if (name !== null && part !== undefined) addBelow(keyOf(name), depth + 1)
    }
  }
  addBelow('', 0)
  return shown
}
