import { importTransactions } from '@fintrack/contract/imports'
import { handle, type Route } from '../../dispatch.ts'
import { csvLines } from './csv-lines.ts'
import type { importService } from './import-service.ts'

export function importHandlers (imports: ReturnType<typeof importService>): Route[] {
  return [
    handle(importTransactions, async (context, { query, body }) => ({
      body: await imports.run(context, csvLines(body), { dryRun: query.dry_run === true, again: query.again === true }),
    })),
  ]
}
