/**
 * Renames and merges of a category with all below it, each as one change. Where a name would be taken that another of
 * the moving categories still has, the move is refused: neither it nor its undo could be done row by row.
 */
import type { CategoryMove, CategoryMoved } from '@fintrack/contract/categories'
import { CATEGORY_NAME_MAX_CHARACTERS } from '@fintrack/contract/limits'
import { faultOfName, isBelow, partsOf, pathName } from '@fintrack/contract/paths'
import { invalid, Problem } from '@fintrack/contract/problem'
import { counted, foldName, isName, lengthOf, quote } from '@fintrack/contract/text'
import type { RequestContext } from '../../request-context.ts'
import { noChange, type ChangeLog } from '../changes/change-log.ts'
import type { RecordingRepositories } from '../repositories.ts'
import type { CategoryRow } from './category-repository.ts'
import { moveBudgets, moveTransactions } from './category-rows.ts'
import { typeConflict, typesOfNames } from './category-types.ts'
import { requireBranch, type Branch } from './find-category.ts'

/** A category, and the name that it gets. */
interface Move { readonly row: CategoryRow, readonly name: string }

/** A new name, or what names are to begin with. */
function newName (given: string | number): string {
  const name = pathName(String(given))
  const fault = faultOfName(name)
  if (fault !== undefined) throw invalid({ to: [fault] })
  return name
}

function movesOf ({ name, top, below }: Branch, to: string): Move[] {
  const depth = partsOf(name).length
  return [
    ...top === undefined ? [] : [{ row: top, name: to }],
    ...below.map((row) => ({ row, name: [to, ...partsOf(row.name).slice(depth)].join(':') })),
  ]
}

function requireLengths (moves: readonly Move[]): void {
  const long = moves.find(({ name }) => !isName(name, CATEGORY_NAME_MAX_CHARACTERS))
  if (long === undefined) return
  throw invalid({
    to: [`${quote(long.row.name)} would become a name of ${lengthOf(long.name)} characters; the most is ` +
      `${CATEGORY_NAME_MAX_CHARACTERS}.`],
  })
}

/** What the book holds that does not move, and what does, by the folded names. */
async function othersOf (repos: RecordingRepositories, user: number, moves: readonly Move[]) {
  const ids = new Set(moves.map(({ row }) => row.id))
  const all = await repos.categories.all(user)
  return {
    others: new Map(all.filter(({ id }) => !ids.has(id)).map((row) => [foldName(row.name), row])),
    moving: new Map(moves.map(({ row }) => [foldName(row.name), row])),
  }
}

/** @throws Problem category_type_conflict */
function requireTypes (others: Iterable<CategoryRow>, moves: readonly Move[]): void {
  const types = typesOfNames(others)
  for (const { row: { type }, name } of moves) {
    const other = types.conflictOf({ name, type })
    if (other !== undefined) throw typeConflict({ name, type }, other)
  }
}

function taken (name: string, hint: string): Problem {
  return new Problem('already_exists', `There is a category ${quote(name)} already; ${hint}.`)
}

/** @throws Problem already_exists where another of the moving categories has the name of one */
function requireNoChain (moving: ReadonlyMap<string, CategoryRow>, moves: readonly Move[]): void {
  for (const { row, name } of moves) {
    const other = moving.get(foldName(name))
    if (other !== undefined && other.id !== row.id) throw taken(other.name, 'move that one first')
  }
}

async function rename (repos: RecordingRepositories, { row, name }: Move): Promise<void> {
  await repos.categories.update(row.id, { name, type: row.type, archived: row.archived })
}

function summaryOf (verb: string, { from, to, categories, transactions, budgets }: CategoryMoved): string {
  const parts = [
    counted(categories, 'category', 'categories'),
    ...transactions === 0 ? [] : [`moved ${counted(transactions, 'transaction')}`],
    ...budgets === 0 ? [] : [`moved ${counted(budgets, 'budget')}`],
  ]
  return `${verb} ${quote(from)} ${verb === 'Renamed' ? 'to' : 'into'} ${quote(to)}: ${parts.join(', ')}`
}

export function categoryMoves ({ log }: { log: ChangeLog }) {
  return {
    rename: (context: RequestContext, given: CategoryMove): Promise<CategoryMoved> => {
      const to = newName(given.to)
      return log.write<CategoryMoved>(context, 'change', async (repos) => {
        const { user } = context
        const branch = await requireBranch(repos, user, 'from', given.from)
        const moves = movesOf(branch, to).filter(({ row, name }) => row.name !== name)
        requireLengths(moves)
        const { others, moving } = await othersOf(repos, user, moves)
        for (const { name } of moves) {
          const other = others.get(foldName(name))
          if (other !== undefined) throw taken(other.name, 'merge the two, or choose another name')
        }
        requireNoChain(moving, moves)
        requireTypes(others.values(), moves)
        for (const move of moves) await rename(repos, move)
        const result = { from: branch.name, to, categories: moves.length, transactions: 0, budgets: 0 }
        return moves.length === 0 ? noChange(result) : { result, summary: summaryOf('Renamed', result) }
      })
    },

    merge: (context: RequestContext, given: CategoryMove): Promise<CategoryMoved> =>
      log.write<CategoryMoved>(context, 'change', async (repos) => {
        const { user } = context
        const from = await requireBranch(repos, user, 'from', given.from)
        const target = await requireBranch(repos, user, 'to', given.to)
        const to = target.name
        if (foldName(to) === foldName(from.name) || isBelow(to, from.name)) {
          const what = isBelow(to, from.name) ? `lies below ${quote(from.name)}` : 'is the same'
          throw invalid({ to: [`${quote(to)} ${what}; name a category that does not move.`] })
        }
        const moves = movesOf(from, to)
        requireLengths(moves)
        const { others, moving } = await othersOf(repos, user, moves)
        requireNoChain(moving, moves)
        const wrong = moves.map((move) => ({ move, other: others.get(foldName(move.name)) }))
          .find(({ move, other }) => other !== undefined && other.type !== move.row.type)
        if (wrong?.other !== undefined) {
          throw new Problem('category_type_conflict', `${quote(wrong.move.row.name)} is of type ` +
            `${wrong.move.row.type}, and ${quote(wrong.other.name)} of type ${wrong.other.type}; they cannot be one.`)
        }
        requireTypes(others.values(), moves)
        let [whole, budgets] = [0, 0]
        // A split transaction may be in several of the categories.
        const split = new Set<number>()
        for (const move of moves) {
          const other = others.get(foldName(move.name))
          if (other === undefined) {
            await rename(repos, move)
          } else {
            const moved = await moveTransactions(repos, user, move.row.id, other.id)
            whole += moved.whole
            for (const id of moved.split) split.add(id)
            budgets += await moveBudgets(repos, user, move.row.id, other.id)
            await repos.categories.remove(move.row.id)
          }
        }
        const result = {
          from: from.name, to, categories: moves.length, transactions: whole + split.size, budgets,
        }
        return { result, summary: summaryOf('Merged', result) }
      }),
  }
}
