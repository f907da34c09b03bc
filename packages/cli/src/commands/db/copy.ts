import { counted } from '@fintrack/contract/text'
import type { Command } from 'commander'
import { loadMaintenance } from '../../api/embedded-transport.ts'
import type { Context } from '../../context.ts'
import { withHints, type Hints } from '../../errors/hints.ts'
import { namedPlace } from '../../options/place.ts'
import { newOutput, say } from '../../output/output.ts'
import { visible } from '../../render/safe-text.ts'
import { streamOf, type View } from '../../render/view.ts'
import { localOnly } from '../../shapes/local-only.ts'
import { takes } from '../../shapes/takes.ts'

type Copied = Awaited<ReturnType<Awaited<ReturnType<typeof loadMaintenance>>['copyBook']>>
type CopiedTable = Copied['tables'][number]

const TABLE_VIEW: View<CopiedTable> = {
  noun: { one: 'table', many: 'tables' },
  columns: [
    { name: 'table', value: ({ table }) => table },
    { name: 'rows', value: ({ rows }) => rows, align: 'right' },
  ],
  keys: ['table', 'rows'],
}

/** A run that is cut off cannot take its draft with it. */
const IN_DOUBT = 'Run it again: the target is still empty, or has everything and is refused as not empty. ' +
  'A folder called copying-… that is left in a data folder is removed then.'

interface CopyOptions {
  readonly from: string
  readonly to: string
  readonly live: boolean
}

/** A database can be emptied by its owner; a folder is not ours to empty. */
const DATABASE_HINTS: Hints = {
  already_exists: 'Name another, or make it empty again with `dropdb` and `createdb`: what is in it is gone then.',
}

async function copy (cx: Context, { from, to, live }: CopyOptions): Promise<void> {
  localOnly(cx, 'db copy')
  const places = { from: namedPlace(cx, '--from', from), to: namedPlace(cx, '--to', to) }
  const output = newOutput(cx, TABLE_VIEW)
  const { copyBook } = await loadMaintenance()
  if (live) say(cx, 'Changes made to the source from now on are not in the copy.')
  const progress = cx.progress('Copying')
  const copying = cx.storing(IN_DOUBT, () => copyBook({ ...places, live })).finally(() => progress.done())
  const { tables, sha256, missed, mark, ...names } = await withHints(copying, 'url' in places.to ? DATABASE_HINTS : {})
  await output.list(streamOf(tables), '')
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  const what = `${counted(rows, 'row')} of ${counted(tables.length, 'table')}`
  say(cx, `Copied ${what} from ${names.from} to ${names.to}; counts and checksum agree (SHA-256 ${sha256}).`)
  if (missed) cx.io.err(`${visible(`warning: ${names.from} changed during the copy; those changes are not in it.`)}\n`)
  if (mark === null) {
    return say(cx, 'Servers and commands go on using the book that FINTRACK_DATABASE_URL or FINTRACK_DATA_DIR names.')
  }
  const setting = 'url' in places.to ? 'FINTRACK_DATABASE_URL' : 'FINTRACK_DATA_DIR'
  say(cx, `To use the new book, name it in ${setting}. Commands and servers refuse the old one, because of ${mark}.`)
}

const HELP = `
A place is \`folder\` (FINTRACK_DATA_DIR), \`database\` (FINTRACK_DATABASE_URL), the path of a data folder, or
postgres://user@host/book without a password: PGPASSWORD and ~/.pgpass are read. The copy has everything of all
users, with ids, versions, times and history, and the keys that sign logins, so that sessions and tokens stay valid.

The source is read as it is at one moment, and its records are not changed. The target has to be empty, and stays empty
if the copy fails. Every table is read back and compared. A copy is refused while a server runs on either place, or if
the source changes meanwhile, because those changes would be lost. With --live it copies what was there when it began,
while servers go on using the source.

A folder that was copied, without --live, gets the mark moved.json, which names the new place. From then on commands and
servers refuse that folder and say where the book is. \`fintrack doctor\` still looks at it. To go on with the old book,
remove moved.json. A database gets no mark: drop it yourself, or keep it from being used.

Examples:
  fintrack db copy --from folder --to database
  fintrack db copy --from database --to ~/book
  fintrack db copy --from ~/book --to postgres://fintrack@db.example.org/book
`

export function define (command: Command, cx: Context, run = copy): void {
  takes(command, { from: 'folder', to: 'folder' })
  command
    .requiredOption('--from <place>', 'the source: folder, database, a path, or postgres://user@host/book')
    .requiredOption('--to <place>', 'the target, likewise')
    .option('--live', 'copy while servers use the source; what they store meanwhile is not copied')
    .addHelpText('after', HELP)
    .action(({ from, to, live = false }: { from: string, to: string, live?: boolean }) => run(cx, { from, to, live }))
}
