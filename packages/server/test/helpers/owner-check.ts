/**
 * Holds every statement to its owner: each table that belongs to users must be narrowed to one of them, by a value or
 * by a table that is. The API's tests run under it, so that a condition that is forgotten fails whatever they test.
 * It is read by PostgreSQL's own parser, which reads SQLite's statements too as long as they are as plain as these.
 */
import {
  loadModule, parseSync, type DeleteStmt, type InsertStmt, type JoinExpr, type Node, type RangeVar, type RawStmt,
  type SelectStmt, type UpdateStmt,
} from 'libpg-query'
import type { Databases } from '../../src/db/databases.ts'
import { TABLES } from '../../src/features/resources.ts'

await loadModule()

/** The tables of users, each with the column that says whose a row is. */
const OWNER_COLUMNS: ReadonlyMap<string, string> = new Map(
  TABLES.flatMap(({ name, ownedBy }) => ownedBy === undefined ? [] : [[name, ownedBy] as const]))

/** Tables of nobody, which a statement may only ask alone. */
const NOBODYS: ReadonlyMap<string, string> = new Map([
  ['attempts', 'attempts are counted before it is known whose they are'],
  ['signing_keys', 'the servers sign for everyone by the same keys'],
])

/** Whole statements that have no owner, each with its reason. */
const WITHOUT_OWNER: ReadonlyMap<string, string> = new Map([
  ['begin;', 'it is about the connection'],
  ['begin; set local synchronous_commit to on; select pg_backend_pid() as pid', 'it is about the connection'],
  ['begin immediate;', 'it is about the connection'],
  ['begin transaction isolation level repeatable read read only;', 'it is about the connection'],
  ['commit;', 'it is about the connection'],
  ['rollback', 'it is about the connection'],
  [
    'select id, username, password_hash as passwordhash from users where username_key = ? limit ?',
    'before a login there is no owner',
  ],
  ['select id from users where embedded = ? limit ?', 'it finds the owner'],
  ['select id from users where password_hash = ? order by id asc', 'it finds those who are being removed'],
  ['select id, username, email, currency, version from users where embedded = ? limit ?', 'it finds the owner'],
  [
    'insert into users (created_at, currency, email, password_hash, updated_at, username, username_key) values (?, ' +
      '?, ?, ?, ?, ?, ?) returning id',
    'it makes the owner',
  ],
  ['delete from audit where at < ?', 'what is too old goes, whoever\'s it is'],
])

/** SQLite's statements about its file and its connection, which PostgreSQL cannot read. */
const PRAGMA = /^pragma \w+(?: = \w+|\(\w+\))?$/

/** Functions that make rows of a value. */
const ROWS_OF_A_VALUE = ['json_each', 'json_array_elements', 'json_array_elements_text']

/** What was found in a statement: what is wrong with it, and which of its values are owners, counted from 1. */
interface Findings { readonly faults: string[], readonly owners: Set<number> }

/**
 * What must hold for every row of the tables that it narrows: an outer join narrows only the side that it may leave
 * out.
 */
interface Condition { readonly narrows: readonly string[], readonly holds: Node | undefined }

/**
 * What a FROM brings, by the names it has there: tables, and rows that are made elsewhere, which have no table's name.
 */
interface From { readonly tables: ReadonlyMap<string, string | undefined>, readonly conditions: readonly Condition[] }

/** The names that a statement may use: its own, and those of the statement around it. */
interface Scope extends From { readonly outer: Scope | undefined }

/** A side of an equality: a value, or the owner of a table that stands here or in a statement around. */
type Side = { readonly value: number } | { readonly table: string, readonly isOuter: boolean }

function normal (sql: string): string {
  return sql.replaceAll(/[`"]/g, '').replaceAll(/\$\d+/g, '?').replaceAll(/\s+/g, ' ').trim().toLowerCase()
}

/** Either database's statement as PostgreSQL writes it: names in double quotes, values as `$1`. Quoted text stays. */
function asPostgres (sql: string): string {
  let values = 0
  return sql.replaceAll(/'(?:[^']|'')*'|[`?]/g, (found) => {
    if (found === '`') return '"'
    if (found !== '?') return found
    values += 1
    return `$${values}`
  })
}

function textOf (node: Node | undefined): string {
  return node !== undefined && 'String' in node ? node.String.sval ?? '' : ''
}

function tableOf ({ schemaname, relname = '' }: RangeVar): string {
  return schemaname === undefined ? relname : `${schemaname}.${relname}`
}

function joined (parts: readonly From[]): From {
  return {
    tables: new Map(parts.flatMap(({ tables }) => [...tables])),
    conditions: parts.flatMap(({ conditions }) => conditions),
  }
}

function joinOf ({ jointype, larg, rarg, quals }: JoinExpr): From {
  const [left, right] = [fromOf(larg), fromOf(rarg)]
  const narrows = [
    ...(jointype === 'JOIN_INNER' || jointype === 'JOIN_RIGHT' ? left.tables.keys() : []),
    ...(jointype === 'JOIN_INNER' || jointype === 'JOIN_LEFT' ? right.tables.keys() : []),
  ]
  return joined([left, right, { tables: new Map(), conditions: [{ narrows, holds: quals }] }])
}

/** The one function that makes the rows of an item, or else its kind. */
function calledBy (item: Node): string {
  const [list, ...others] = 'RangeFunction' in item ? item.RangeFunction.functions ?? [] : []
  const [call] = list !== undefined && 'List' in list && others.length === 0 ? list.List.items ?? [] : []
  return call !== undefined && 'FuncCall' in call
    ? (call.FuncCall.funcname ?? []).map(textOf).join('.')
    : Object.keys(item).join('')
}

/** What one item of a FROM brings. An item of a kind that is not known counts as a table that is not known. */
function fromOf (item: Node | undefined): From {
  const only = (name: string, table: string | undefined): From => ({ tables: new Map([[name, table]]), conditions: [] })
  if (item === undefined) return joined([])
  if ('JoinExpr' in item) return joinOf(item.JoinExpr)
  if ('RangeVar' in item) return only(item.RangeVar.alias?.aliasname ?? tableOf(item.RangeVar), tableOf(item.RangeVar))
  if ('RangeSubselect' in item) return only(item.RangeSubselect.alias?.aliasname ?? '(select)', undefined)
  const called = calledBy(item)
  const name = 'RangeFunction' in item ? item.RangeFunction.alias?.aliasname : undefined
  return only(name ?? called, ROWS_OF_A_VALUE.includes(called) ? undefined : called)
}

function scopeOf (items: readonly Node[], where: Node | undefined, outer: Scope | undefined): Scope {
  const from = joined(items.map(fromOf))
  return {
    tables: from.tables, conditions: [...from.conditions, { narrows: [...from.tables.keys()], holds: where }], outer,
  }
}

/** What must hold altogether: the terms of an AND, however they are bracketed. */
function termsOf (node: Node | undefined): Node[] {
  if (node === undefined) return []
  return 'BoolExpr' in node && node.BoolExpr.boolop === 'AND_EXPR'
    ? (node.BoolExpr.args ?? []).flatMap(termsOf)
    : [node]
}

/** A value, whatever type it is cast to. */
function valueOf (node: Node | undefined): number | undefined {
  if (node !== undefined && 'TypeCast' in node) return valueOf(node.TypeCast.arg)
  return node !== undefined && 'ParamRef' in node ? node.ParamRef.number : undefined
}

function sideOf (node: Node | undefined, scope: Scope): Side | undefined {
  const value = valueOf(node)
  if (value !== undefined) return { value }
  if (node === undefined || !('ColumnRef' in node)) return undefined
  const names = (node.ColumnRef.fields ?? []).map(textOf)
  // Without a table's name it is certain whose it is only where one table stands alone.
  const [first = '', ...others] = scope.tables.keys()
  const [column = '', name = others.length === 0 ? first : ''] = names.reverse()
  let around: Scope | undefined = scope
  while (around !== undefined && !around.tables.has(name)) around = around.outer
  const table = around?.tables.get(name)
  return table !== undefined && OWNER_COLUMNS.get(table) === column
    ? {
        table: name, isOuter: around !== scope,
      }
    : undefined
}

/** Both sides of `a = b`, and of nothing else. */
function equalityOf (node: Node, scope: Scope): [Side | undefined, Side | undefined] | undefined {
  if (!('A_Expr' in node) || node.A_Expr.kind !== 'AEXPR_OP' || textOf(node.A_Expr.name?.[0]) !== '=') return undefined
  return [sideOf(node.A_Expr.lexpr, scope), sideOf(node.A_Expr.rexpr, scope)]
}

/** Finds the tables that nothing narrows to an owner. One around this statement is narrowed there, or refused there. */
function requireOwner (scope: Scope, found: Findings): void {
  const owned = new Set<string>()
  const equalities = scope.conditions.flatMap(({ narrows, holds }) => termsOf(holds).flatMap((term) => {
    const [left, right] = equalityOf(term, scope) ?? []
    return left === undefined || right === undefined
      ? []
      : [
          { narrows, one: left, other: right }, { narrows, one: right, other: left },
        ]
  }))
  for (let before = -1; before < owned.size;) {
    before = owned.size
    for (const { narrows, one, other } of equalities) {
      if ('value' in one || one.isOuter || !narrows.includes(one.table)) continue
      if ('value' in other) found.owners.add(other.value)
      if ('value' in other || other.isOuter || owned.has(other.table)) owned.add(one.table)
    }
  }
  for (const [name, table] of scope.tables) {
    if (table === undefined || owned.has(name)) continue
    if (NOBODYS.has(table)) found.faults.push(`${table} belongs to nobody and is asked for beside other tables`)
    else if (OWNER_COLUMNS.has(table)) {
      found.faults.push(
      `${table}${name === table ? '' : ` as ${name}`} is asked for without its owner`
      )
    } else found.faults.push(`${table} is not known to belong to users`)
  }
}

/** What is set must leave the row whose it is. In an ON CONFLICT the owner may be written again as it was given. */
function requireSame (
  { relation, targetList = [] }: Pick<UpdateStmt, 'relation' | 'targetList'>, found: Findings
): void {
  const table = tableOf(relation ?? {})
  const column = OWNER_COLUMNS.get(table)
  for (const target of targetList) {
    if (!('ResTarget' in target) || target.ResTarget.name !== column) continue
    const { val } = target.ResTarget
    const names = val !== undefined && 'ColumnRef' in val ? (val.ColumnRef.fields ?? []).map(textOf) : []
    if (names.join('.') !== `excluded.${column}`) found.faults.push(`${table} is given another owner`)
  }
}

function isStar (node: Node): boolean {
  return 'ColumnRef' in node && (node.ColumnRef.fields ?? []).some((field) => 'A_Star' in field)
}

/** The rows that an INSERT takes, each as its values in their order; what a star stands for is not known. */
function rowsOf ({ larg, rarg, valuesLists, targetList = [] }: SelectStmt): Node[][] {
  if (larg !== undefined && rarg !== undefined) return [...rowsOf(larg), ...rowsOf(rarg)]
  if (valuesLists !== undefined) return valuesLists.map((row) => 'List' in row ? row.List.items ?? [] : [])
  const row = targetList.flatMap(
    (target) => 'ResTarget' in target && target.ResTarget.val !== undefined ? [target.ResTarget.val] : []
  )
  return [row.some(isStar) ? [] : row]
}

function readInsert (statement: InsertStmt, found: Findings): void {
  const { relation = {}, cols = [], selectStmt, onConflictClause: conflict } = statement
  const table = tableOf(relation)
  const column = OWNER_COLUMNS.get(table)
  const place = cols.findIndex((target) => 'ResTarget' in target && target.ResTarget.name === column)
  const rows = selectStmt !== undefined && 'SelectStmt' in selectStmt ? rowsOf(selectStmt.SelectStmt) : []
  const owners = rows.map((row) => valueOf(row[place]))
  if (column === undefined || place < 0) found.faults.push(`an insert into ${table} names no owner`)
  else if (owners.length === 0 || owners.includes(undefined)) {
    found.faults.push(
    `an insert into ${table} takes its owner from elsewhere than a value`
    )
  }
  for (const owner of owners) if (owner !== undefined) found.owners.add(owner)
  if (conflict?.action === 'ONCONFLICT_UPDATE') {
    requireOwner(scopeOf([{ RangeVar: relation }], conflict.whereClause, undefined), found)
    requireSame({ relation, targetList: conflict.targetList ?? [] }, found)
  }
  readInside(statement, undefined, found)
}

function readSelect (statement: SelectStmt, outer: Scope | undefined, found: Findings): void {
  const { larg, rarg, ...rest } = statement
  for (const arm of [larg, rarg]) if (arm !== undefined) readSelect(arm, outer, found)
  const scope = scopeOf(statement.fromClause ?? [], statement.whereClause, outer)
  requireOwner(scope, found)
  readInside(rest, scope, found)
}

function readChange (statement: UpdateStmt & DeleteStmt, found: Findings): void {
  const { relation = {}, fromClause = [], usingClause = [], whereClause } = statement
  const scope = scopeOf([{ RangeVar: relation }, ...fromClause, ...usingClause], whereClause, undefined)
  requireOwner(scope, found)
  requireSame(statement, found)
  readInside(statement, scope, found)
}

/** Reads the queries that stand in a statement, each of which is held to its owner like a statement of its own. */
function readInside (node: unknown, scope: Scope | undefined, found: Findings): void {
  if (typeof node !== 'object' || node === null) return
  for (const [name, inner] of Object.entries(node)) {
    if (name === 'withClause') found.faults.push('a WITH is not read here: its query can stand in the FROM')
    else if (name === 'intoClause') found.faults.push('an INTO makes a table of nobody')
    else if (name === 'SelectStmt') readSelect(inner as SelectStmt, scope, found)
    else readInside(inner, scope, found)
  }
}

/** Every table that is named anywhere in a statement. */
function tablesIn (node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return []
  return [...('relname' in node ? [tableOf(node as RangeVar)] : []), ...Object.values(node).flatMap(tablesIn)]
}

function parsed (sql: string): RawStmt[] | string {
  try {
    return parseSync(asPostgres(sql)).stmts ?? []
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function findingsOf (sql: string): Findings {
  const found: Findings = { faults: [], owners: new Set() }
  const stmts = parsed(sql)
  const stmt = typeof stmts === 'string' ? undefined : stmts[0]?.stmt
  if (typeof stmts === 'string') found.faults.push(`it cannot be read: ${stmts}`)
  else if (stmts.length !== 1 || stmt === undefined) found.faults.push('it is not one statement')
  else if ('SelectStmt' in stmt || 'InsertStmt' in stmt || 'UpdateStmt' in stmt || 'DeleteStmt' in stmt) {
    const [table = '', ...others] = tablesIn(stmt)
    if (NOBODYS.has(table) && others.length === 0) return found
    if ('InsertStmt' in stmt) readInsert(stmt.InsertStmt, found)
    else if ('UpdateStmt' in stmt) readChange(stmt.UpdateStmt, found)
    else if ('DeleteStmt' in stmt) readChange(stmt.DeleteStmt, found)
    else readSelect(stmt.SelectStmt, undefined, found)
  } else found.faults.push(`it neither reads nor writes rows (${Object.keys(stmt).join('')})`)
  return found
}

const known = new Map<string, Findings>()

/** What is wrong with a statement, or undefined where it stays with one owner. Its values, where given, tell whose. */
export function ownerFault (sql: string, values: readonly unknown[] = []): string | undefined {
  const text = normal(sql)
  if (WITHOUT_OWNER.has(text) || PRAGMA.test(text)) return undefined
  const found = known.get(sql) ?? findingsOf(sql)
  known.set(sql, found)
  if (found.faults.length > 0) return found.faults.join(', ')
  const whose = new Set([...found.owners].map((owner) => values[owner - 1]))
  return whose.size > 1 ? `it asks for ${whose.size} owners at once` : undefined
}

/** From now on a statement of these databases that does not ask for its owner is refused before it runs. */
export function requireOwners ({ reader, writer }: Databases): void {
  for (const handle of new Set([reader, writer])) {
    handle.on('query', ({ sql, bindings = [] }: { sql: string, bindings?: readonly unknown[] }) => {
      const fault = ownerFault(sql, bindings)
      if (fault !== undefined) throw new Error(`${fault}: ${sql}`)
    })
  }
}
