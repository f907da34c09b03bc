import { setTimeout as wait } from 'node:timers/promises'
import type { Knex } from 'knex'
import type { TestApi } from './api.ts'

/**
 * What is answered to a request that comes while another transaction of PostgreSQL has changed something, and that ends
 * once the request waits for it. A request that does not wait is answered before.
 */
export async function answeredAfter<T> (
  { databases }: TestApi, change: (trx: Knex.Transaction) => Promise<unknown>, request: () => Promise<T>
): Promise<T> {
  const trx = await databases.writer.transaction()
  await change(trx)
  const answered = new AbortController()
  const answer = request().finally(() => { answered.abort() })
  // Whoever asks for it hears of it; until then it is not unheard.
  answer.catch(() => {})
  const isWaitedFor = async () => (await trx.raw(
    'SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))'
  )).length > 0
  while (!answered.signal.aborted && !await isWaitedFor()) await wait(5)
  await trx.commit()
  return answer
}
