/** Every endpoint by its name. A noun that has its line here is served, documented and tested. */
import * as accounts from './accounts.ts'
import * as auth from './auth.ts'
import * as budgets from './budgets.ts'
import * as categories from './categories.ts'
import * as changes from './changes.ts'
import type { Endpoint } from './endpoint.ts'
import * as imports from './imports.ts'
import * as reports from './reports.ts'
import * as sessions from './sessions.ts'
import * as system from './system.ts'
import * as tags from './tags.ts'
import * as tokens from './tokens.ts'
import * as transactionSets from './transaction-sets.ts'
import * as transactions from './transactions.ts'
import * as users from './users.ts'

/** The order in which a person reads what can be done; a module's exports are sorted by name. */
const METHODS: ReadonlyArray<Endpoint['method']> = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

function isEndpoint (value: unknown): value is Endpoint {
  return typeof value === 'object' && value !== null && 'method' in value && 'path' in value
}

function byPathAndMethod ([, a]: [string, Endpoint], [, b]: [string, Endpoint]): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1
  return METHODS.indexOf(a.method) - METHODS.indexOf(b.method)
}

function endpointsOf (...nouns: ReadonlyArray<Readonly<Record<string, unknown>>>): ReadonlyMap<string, Endpoint> {
  return new Map(nouns.flatMap((noun) => Object.entries(noun)
    .filter((entry): entry is [string, Endpoint] => isEndpoint(entry[1]))
    .sort(byPathAndMethod)))
}

export const ENDPOINTS = endpointsOf(
  users, auth, sessions, tokens, accounts, categories, tags, transactions, transactionSets, budgets, reports, imports,
  changes, system)
