/** What PostgreSQL refuses, told of a database as it was named: by an option, or by a setting. */
import { databaseInWords } from '@fintrack/contract/database-url'
import { BookFault } from '../../book-fault.ts'
import { startFault } from '../postgres/inspection.ts'
import { inNames, isPostgresError } from './postgres.ts'

export interface DatabasePlace {
  readonly url: string
  /** Who named it, as its person knows it: an option, or a setting. */
  readonly named: string
}

/** A fault that is told of the place as it was named: it stays as it is, also on its way through the other place. */
class PlacedFault extends BookFault {
  override readonly name: string

  constructor (sentence: string, hint: string, name = 'BookFault') {
    super(sentence, hint)
    this.name = name
  }
}

export type Tell = (error: unknown) => unknown

/** What is of no book's schema, in words that hold nothing but names of ours: PostgreSQL's, where it speaks English. */
function lackOf (error: unknown): string | undefined {
  if (!isPostgresError(error) || !/^42(?:P01|703)$/.test(error.code)) return undefined
  return / - ((?:relation|column) \S+ does not exist)$/.exec(error.message)?.[1] ?? inNames(error)
}

/** What PostgreSQL says at the door, or at any moment after, told of the place as it was named. */
export function tellOf ({ url, named }: DatabasePlace): Tell {
  const name = databaseInWords(url)
  return (error) => {
    const lack = lackOf(error)
    if (lack !== undefined) return new PlacedFault(`The book in ${name} is not whole (${lack}).`, `name another database in ${named}`)
    const fault = startFault(error, url)
    if (!(fault instanceof BookFault) || fault instanceof PlacedFault) return fault
    return new PlacedFault(fault.message, fault.hint
      .replace('the user and the password in FINTRACK_DATABASE_URL', `the user in ${named}, at his password`)
      .replace(/\b(in|at|of) FINTRACK_DATABASE_URL/g, `$1 ${named}`), fault.name)
  }
}

/** The same of a place in which nothing is made. */
export function tellOfSource (place: DatabasePlace): Tell {
  const tell = tellOf(place)
  return (error) => isPostgresError(error) && error.code === '42501'
    ? new PlacedFault(`${databaseInWords(place.url)} does not let this user read its book.`,
      `let its owner run GRANT SELECT ON ALL TABLES IN SCHEMA public TO that user, and the same ON ALL SEQUENCES; or name the owner in ${place.named}`)
    : tell(error)
}

export async function told<T> (tell: Tell, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw tell(error)
  }
}
