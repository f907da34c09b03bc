/** Checks a book on PostgreSQL for what its own tools do not know: its schema, and what is true of every book. */
import { databaseInWords } from '@fintrack/contract/database-url'
import { Problem } from '@fintrack/contract/problem'
import { openingError } from '../../db/errors/postgres-opening.ts'
import { LATEST } from '../../db/migrations/index.ts'
import { openPostgres, PATIENT } from '../../db/postgres/databases.ts'
import { readAtOnce } from '../../db/postgres/reading.ts'
import { schemaFaults } from '../../db/postgres/schema-faults.ts'
import { versionOf } from '../../db/postgres/schema.ts'
import { VERSION } from '../../version.ts'
import { checkSchema, fail, pass, type CheckResult } from './check.ts'
import { checkInvariants } from './invariants.ts'

type Handle = ReturnType<typeof openPostgres>

const MEND = 'remove what is foreign to it with `psql`, or load a dump that you trust with `pg_restore` into an ' +
  'empty database'
const REPAIR = 'load a dump of a sound book with `pg_restore` into an empty database'

async function checkContent (handle: Handle, name: string, node: string): Promise<CheckResult[]> {
  const { version, isMarked } = await versionOf(handle)
  if (version === undefined) {
    return [fail(
      'database', `${name} has tables, but is not a book of fintrack`, 'name another one in FINTRACK_DATABASE_URL'
    )]
  }
  if (!isMarked) throw new Problem('not_found', `There is no book in ${name} yet.`)
  // An error of PostgreSQL's is none of the schema's.
  const faults = version > LATEST ? [] : await schemaFaults(handle, version)
  const [server]: Array<{ version: string }> = await handle.raw(
    'SELECT current_setting(\'server_version\') AS version'
  )
  const schema = await checkSchema(version, MEND, async () => faults)
  return [
    pass('database', `${name}; \`pg_amcheck\` checks its tables and indexes`),
    schema,
    // What should hold in another schema is not known.
    ...schema.ok ? await readAtOnce(handle, (query) => checkInvariants('postgres', version, REPAIR, query)) : [],
    pass(
      'versions', `fintrack ${VERSION}, schema ${LATEST}, PostgreSQL ${String(server?.version)}, Node.js ${node}`
    ),
  ]
}

/**
 * @throws Problem not_found where the database has no book
 * @throws UserError where it cannot be reached
 */
export async function checkDatabase (url: string, node: string): Promise<CheckResult[]> {
  const handle = openPostgres(url, PATIENT, 'writer', 1)
  try {
    return await checkContent(handle, databaseInWords(url), node).catch((error: unknown) => {
      throw openingError(error, { url })
    })
  } finally {
    await handle.destroy()
  }
}
