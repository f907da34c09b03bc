/** How many connections of a handle are in use and free, and how many requests wait for one. */
import type { Knex } from 'knex'

interface Pool { numUsed(): number, numFree(): number, numPendingAcquires(): number }

export interface PoolCounts { readonly used: number, readonly free: number, readonly waiting: number }

export function poolCounts (handle: Knex): PoolCounts {
  // oxlint-disable-next-line typescript/no-unsafe-assignment -- Knex types no client
  const { pool }: { readonly pool: Pool } = handle.client
  return { used: pool.numUsed(), free: pool.numFree(), waiting: pool.numPendingAcquires() }
}
