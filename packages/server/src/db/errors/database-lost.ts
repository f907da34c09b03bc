import { BookFault } from '../../book-fault.ts'

/** A database that would lose what it acknowledges: it is not written to, whether it was so at the start or became so. */
export class DatabaseCareless extends BookFault {}

/** The connection to the database broke, or could not be made. What was to be committed on it may be, or not. */
export class DatabaseLost extends Error {
  override readonly name = 'DatabaseLost'
  /** Without addresses and without what ran: such as `the connection to PostgreSQL is lost (ECONNREFUSED)`. Knex puts the statement before a message. */
  readonly reason: string
  /** The network's own name for it. */
  readonly code: string

  constructor (cause: unknown) {
    const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : 'no answer'
    const reason = `the connection to PostgreSQL is lost (${code})`
    super(reason, { cause })
    this.reason = reason
    this.code = code
  }
}
