/** Every endpoint by its name. A new noun adds its line here, and its endpoints are served, documented and tested. */
import * as auth from './auth.ts'
import * as budgets from './budgets.ts'
import * as categories from './categories.ts'
import * as changes from './changes.ts'
import type { Endpoint } from './endpoint.ts'
import * as imports from './imports.ts'
import * as reports from './reports.ts'
import * as sessions from './sessions.ts'
import * as system from './system.ts'
import * as tokens from './tokens.ts'
import * as transactions from './transactions.ts'
import * as users from './users.ts'

/** In the order in which a person reads what can be done: a module's exports come by their names. */
const METHODS: ReadonlyArray<Endpoint['method']> = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

function isEndpoint (value: unknown): value is Endpoint {
  return typeof value === 'object' && value !== null && 'method' in value && 'path' in value
}

function endpointsOf (...nouns: ReadonlyArray<Readonly<Record<string, unknown>>>): ReadonlyMap<string, Endpoint> {
  return new Map(nouns.flatMap((noun) => Object.entries(noun)
    .filter((entry): entry is [string, Endpoint] => isEndpoint(entry[1]))
    .sort(([, a], [, b]) => a.path < b.path ? -1 : a.path > b.path ? 1 : METHODS.indexOf(a.method) - METHODS.indexOf(b.method))))
}

export const ENDPOINTS = endpointsOf(users, auth, sessions, tokens, categories, transactions, budgets, reports, imports, changes, system)
