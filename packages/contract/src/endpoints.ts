/** Every endpoint by its name. A new noun adds its line here, and its endpoints are served, documented and tested. */
import * as auth from './auth.ts'
import * as budgets from './budgets.ts'
import * as categories from './categories.ts'
import type { Endpoint } from './endpoint.ts'
import * as imports from './imports.ts'
import * as reports from './reports.ts'
import * as system from './system.ts'
import * as transactions from './transactions.ts'

function isEndpoint (value: unknown): value is Endpoint {
  return typeof value === 'object' && value !== null && 'method' in value && 'path' in value
}

function endpointsOf (...nouns: ReadonlyArray<Readonly<Record<string, unknown>>>): ReadonlyMap<string, Endpoint> {
  return new Map(nouns.flatMap((noun) => Object.entries(noun))
    .filter((entry): entry is [string, Endpoint] => isEndpoint(entry[1])))
}

export const ENDPOINTS = endpointsOf(auth, categories, transactions, budgets, reports, imports, system)
