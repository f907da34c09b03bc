/**
 * Holds every statement to its owner: each table that belongs to users must be narrowed by `user_id`, by a value or by
 * that of a table that is. The API's tests run under it, so that a condition that is forgotten fails whatever they test.
 */
import type { Databases } from '../../src/db/connect.ts'

const OWNED = ['transactions', 'budgets', 'categories', 'tokens', 'sessions', 'audit', 'changes', 'change_rows', 'kept_answers']

/** Statements that have no owner, each with its reason. */
const WITHOUT_OWNER: ReadonlyArray<readonly [statement: RegExp, reason: string]> = [
  [/^(?:pragma|begin|commit|rollback|savepoint|release|select 1$|create|alter|drop|.* from sqlite_schema)/, 'it is about the database itself'],
  [/^(?:select [^']*? from|insert into|delete from) attempts\b(?!.*(?: from | join ))/, 'attempts are counted before it is known whose they are'],
  [/^select id, username, password_hash as passwordhash from users where username_key = \? limit \?$/, 'before a login there is no owner'],
  [/^select (?:id|id, username, email, currency) from users where embedded = \? limit \?$/, 'it finds the owner'],
  [/^delete from audit where at < \?$/, 'what is too old goes, whoever\'s it is'],
  [/^insert into users /, 'it makes the owner'],
  [/^select pg_advisory_xact_lock\(hashtextextended\(\?, 0\)\)$/, 'it asks for no rows'],
  [/^(?:select kid, secret from|insert into|delete from) signing_keys\b(?!.*(?: from | join ))/, 'the servers\' keys have no owner'],
]

/** Statements of the operator, who holds the data folder. No endpoint may run them. */
const OPERATORS: readonly RegExp[] = [
  /^select id, username, email, currency, embedded, created_at, \(select count\(\*\) from sessions where sessions\.user_id = users\.id/,
  /^select .* from audit as a left join users as u on u\.id = a\.user_id order by a\.id desc$/,
]

function normal (sql: string): string {
  return sql.replaceAll(/[`"]/g, '').replaceAll(/\$\d+/g, '?').replace(/\s+/g, ' ').trim().toLowerCase()
}

/** A statement without what stands in brackets. */
function outermost (text: string): string {
  const without = text.replace(/\([^()]*\)/g, '')
  return without === text ? text : outermost(without)
}

/** What is wrong with a statement, or undefined where it asks for its owner everywhere. */
export function ownerFault (sql: string, isOperator = false): string | undefined {
  const text = normal(sql)
  if (WITHOUT_OWNER.some(([statement]) => statement.test(text))) return undefined
  if (isOperator && OPERATORS.some((statement) => statement.test(text))) return undefined
  const named = [...text.matchAll(/\b(?:from|join|update|into) (\w+)(?: as (\w+))?/g)].map(([, table = '', alias]) => ({ table, alias }))
  if (/^insert into/.test(text)) {
    const [{ table } = { table: '' }] = named
    return new RegExp(`^insert into ${table} \\((?:.*, )?user_id\\b`).test(text) ? undefined : `an insert into ${table} names no owner`
  }
  // What is set is no condition, and what stands beside an \`or\` narrows nothing.
  const conditions = text.replace(/ set .*? where /, ' where ')
  if (/ or /.test(outermost(conditions))) return 'an or stands beside the owner'
  let bare = [...conditions.matchAll(/(?<![.\w])user_id = \?/g)].length
  const unowned = named.filter(({ table, alias }) => {
    if (table === 'users') return !/\bwhere id = \?/.test(conditions)
    if (!OWNED.includes(table)) return true
    if (alias !== undefined) return !new RegExp(`\\b${alias}\\.user_id = (?:\\?|\\w+\\.user_id)`).test(conditions)
    // Each table without a name of its own has a condition of its own.
    bare -= 1
    return bare < 0
  })
  if (named.length > 0 && unowned.length === 0) return undefined
  return `${unowned.map(({ table }) => table).join(', ') || 'nothing'} is asked for without its owner`
}

/** From now on a statement of these databases that does not ask for its owner is refused before it runs. */
export function requireOwners ({ reader, writer }: Databases, isOperator = false): void {
  for (const handle of new Set([reader, writer])) {
    handle.on('query', ({ sql }: { sql: string }) => {
      const fault = ownerFault(sql, isOperator)
      if (fault !== undefined) throw new Error(`${fault}: ${sql}`)
    })
  }
}
