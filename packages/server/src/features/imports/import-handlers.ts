import type { ByteStream, UploadOf } from '@fintrack/contract/endpoint'
import { importTransactions } from '@fintrack/contract/imports'
import { handle, type Route } from '../../dispatch.ts'
import { csvLines, type CsvLine } from './csv-lines.ts'
import type { importService } from './import-service.ts'

type Reader = (bytes: ByteStream) => AsyncIterable<CsvLine>

/** The reader of each file format that an import takes. A new format adds its line here. */
const READERS: Readonly<Record<UploadOf<typeof importTransactions>, Reader>> = { 'text/csv': csvLines }

export function importHandlers (imports: ReturnType<typeof importService>): Route[] {
  return [
    handle(importTransactions, async (context, { query, body, mediaType }) => ({
      body: await imports.run(context, READERS[mediaType](body), {
        dryRun: query.dry_run === true, again: query.again === true,
      }),
    })),
  ]
}
