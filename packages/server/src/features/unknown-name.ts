/** A field that names a category, an account or a tag which is not there, and the name that may have been meant. */
import { lastPartsOf } from '@fintrack/contract/paths'
import { Faults, Problem, type UnknownName } from '@fintrack/contract/problem'
import { nearest, NEAREST_MAX_CANDIDATES, quote } from '@fintrack/contract/text'
import type { Repositories } from './repositories.ts'

/** A text of digits is an id. */
export function isId (text: string): boolean {
  return /^[0-9]+$/.test(text)
}

function sentenceOf ({ entity, name }: UnknownName): string {
  return `There is no ${entity} ${quote(name)}.`
}

/** Another user's row is as unknown as one that is not there. */
export function unknownName (unknown: UnknownName): Problem {
  const sentence = sentenceOf(unknown)
  return new Problem(`unknown_${unknown.entity}`, sentence, { errors: { [unknown.field]: [sentence] }, unknown })
}

/** Faults of a row that names others. A name that is not there and is the only fault has a code of its own. */
export class RowFaults extends Faults {
  #unknown: UnknownName | undefined

  addUnknown (unknown: UnknownName): void {
    this.#unknown ??= unknown
    this.add(unknown.field, sentenceOf(unknown))
  }

  override problem (): Problem {
    if (this.#unknown === undefined) return super.problem()
    if (this.count === 1) return unknownName(this.#unknown)
    const { code, message, extras } = super.problem()
    return new Problem(code, message, { ...extras, unknown: this.#unknown })
  }
}

/** A name that is near itself, or by its last parts. */
function nearestPath (typed: string, names: readonly string[]): string | undefined {
  const byText = new Map(names.map((name) => [name, name]))
  for (const name of names) {
    for (const parts of lastPartsOf(name)) if (!byText.has(parts)) byText.set(parts, name)
  }
  return byText.get(nearest(typed, byText.keys()) ?? '')
}

type Readable = Pick<Repositories, 'categories' | 'accounts' | 'tags'>

/**
 * A problem with the name that the user may have meant, where it is about one that is not there. The name is looked for
 * once in a request and after its transaction, because it takes the longer the more names there are.
 */
export async function suggestName (repos: Readable, userId: number, problem: Problem): Promise<Problem> {
  const { code, message, extras } = problem
  const { unknown, errors = {} } = extras
  if (unknown === undefined || isId(unknown.name)) return problem
  const { entity, name } = unknown
  const suggestion = entity === 'category'
    ? nearestPath(name, await repos.categories.names(userId, NEAREST_MAX_CANDIDATES))
    : nearest(name, await repos[entity === 'tag' ? 'tags' : 'accounts'].names(userId, NEAREST_MAX_CANDIDATES))
  if (suggestion === undefined) return problem
  const plain = sentenceOf(unknown)
  const sentence = `${plain} Did you mean ${quote(suggestion)}?`
  const suggested = { ...errors, [unknown.field]: [sentence] }
  // Of several faults only their sentences say what is meant.
  if (code === `unknown_${unknown.entity}`) {
    return new Problem(code, message, { ...extras, errors: suggested, suggestion })
  }
  return new Problem(code, message.replace(plain, () => sentence), { ...extras, errors: suggested })
}
