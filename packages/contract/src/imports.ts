/** Importing a CSV file: all of it, or nothing. */
import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.ts'
import { FlagField, TypeField } from './fields.ts'

/** The columns that an import knows. */
export const REQUIRED_COLUMNS = ['date', 'type', 'category', 'amount'] as const
export const OPTIONAL_COLUMNS = [
  'payee', 'description', 'currency', 'account', 'to_account', 'to_amount', 'to_date', 'tags', 'splits',
] as const
/** Columns of a list that say nothing to an import: one book's ids, and what follows from the others. */
export const IGNORED_COLUMNS: readonly string[] = ['id', 'signed_amount']

export const ImportSchema = Type.Object({
  rows: Type.Integer({ minimum: 0, description: 'how many transactions were stored (or, in a dry run, would be)' }),
  categories_created: Type.Array(Type.Object({ name: Type.String(), type: TypeField }), {
    description: 'the categories that were created (or would be), in the order of the file',
  }),
}, { description: 'what an import stored' })
export type ImportResult = Static<typeof ImportSchema>

export const importTransactions = endpoint({
  method: 'POST',
  path: '/api/imports/',
  tag: 'imports',
  summary: 'Import transactions from CSV, all or nothing; missing categories are created',
  query: Type.Object({ dry_run: Type.Optional(FlagField), again: Type.Optional(FlagField) }),
  upload: ['text/csv'],
  status: 201,
  reply: ImportSchema,
  problems: ['validation_failed', 'import_rejected', 'already_imported'],
})
