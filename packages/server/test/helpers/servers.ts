/** Several servers over one PostgreSQL, in one process: each with connections, keys and a log of its own. */
import type { Test } from 'tap'
import { httpApi, type HttpApi } from './api.ts'
import { freshDatabase } from './postgres.ts'

export async function serversOn (test: Test, count: number, env: Record<string, string> = {}): Promise<HttpApi[]> {
  const url = env.FINTRACK_DATABASE_URL ?? await freshDatabase(test)
  return Promise.all(
    Array.from({ length: count }, () => httpApi(test, { ...env, FINTRACK_DATABASE_URL: url }, 'postgres'))
  )
}
