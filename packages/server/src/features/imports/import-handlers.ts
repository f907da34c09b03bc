import { importTransactions } from '@fintrack/contract/imports'
import { handle, type Route } from '../../dispatch.ts'
import type { importService } from './import-service.ts'

export function importHandlers (imports: ReturnType<typeof importService>): Route[] {
  return [
    handle(importTransactions, async ({ query, body }, { actor, origin }) => ({
      body: await imports.run(actor.userId, body, { dryRun: query.dry_run === true, again: query.again === true }, origin),
    })),
  ]
}
