import { Problem } from '@fintrack/contract/problem'
import { counted } from '@fintrack/contract/text'
import { Command } from 'commander'
import { bookKeeping } from '../../api/embedded-transport.ts'
import type { Context } from '../../context.ts'
import { Advised } from '../../fault.ts'
import { newOutput, say } from '../../output.ts'
import { visible } from '../../render/safe-text.ts'
import type { View } from '../../render/view.ts'
import { streamOf } from '../../stream-of.ts'
import { localOnly } from '../local-only.ts'
import { namedPlace } from './named-place.ts'

type Carried = Awaited<ReturnType<Awaited<ReturnType<typeof bookKeeping>>['carryBook']>>
type CarriedTable = Carried['tables'][number]

const TABLE_VIEW: View<CarriedTable> = {
  noun: { one: 'table', many: 'tables' },
  columns: [
    { name: 'table', value: ({ table }) => table },
    { name: 'rows', value: ({ rows }) => rows, align: 'right' },
  ],
  keys: ['table', 'rows'],
}

/** A run that is cut off cannot take its draft with it. */
const IN_DOUBT = 'Run it again: what is copied to is empty still, or has all of it and is refused as not empty. ' +
  'A folder called copying-… that may be left in a data folder is no book, and is removed then.'

interface CopyOptions {
  readonly from: string
  readonly to: string
  readonly live: boolean
}

/** A database can be emptied by who owns it; a folder, or a database of others, is not ours to empty. */
function advised (error: unknown): unknown {
  return error instanceof Problem && error.code === 'already_exists' && error.message.endsWith(' has rows.')
    ? new Advised(error, 'Name another, or make it empty again with `dropdb` and `createdb`: what is in it is gone then.')
    : error
}

async function copy (cx: Context, { from, to, live }: CopyOptions): Promise<void> {
  localOnly(cx, 'db copy')
  const places = { from: namedPlace(cx, '--from', from), to: namedPlace(cx, '--to', to) }
  const output = newOutput(cx, TABLE_VIEW)
  const { carryBook } = await bookKeeping()
  if (live) say(cx, 'What is stored from now on in the place that is copied from is not in the copy.')
  const progress = cx.progress('Copying')
  const { tables, sha256, missed, ...names } = await cx.storing(IN_DOUBT, () => carryBook({ ...places, live }))
    .catch((error: unknown) => { throw advised(error) }).finally(() => progress.done())
  await output.list(streamOf(tables), '')
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  say(cx, `Copied ${counted(rows, 'row')} of ${counted(tables.length, 'table')} from ${names.from} to ${names.to}; counts and checksum agree (SHA-256 ${sha256}).`)
  if (missed) cx.io.err(`${visible(`warning: something was stored in ${names.from} meanwhile, which is not in the copy.`)}\n`)
  say(cx, 'Servers and commands go on with the book that their FINTRACK_DATABASE_URL or FINTRACK_DATA_DIR names.')
}

const HELP = `
Where a book is, is said as \`folder\` (that of FINTRACK_DATA_DIR), as \`database\` (that of FINTRACK_DATABASE_URL), as
the path of a data folder, or as postgres://user@host/book. An address holds no password here: PGPASSWORD and ~/.pgpass
are read. Whatever is in the book is copied, of all its users, with ids, versions, times and history; and with the keys
that sign logins, so that sessions and tokens stay good.

The one is read as it is at one moment, and left as it is. The other has to be empty, and is it still where the copy
does not come to its end. Everything is read back and compared before it counts. A server that runs on either is
refused, and so is a copy during which something was stored in the one: what is stored meanwhile would be lost. --live
copies all the same, what was there when it began; servers on the one may go on then.

Examples:
  fintrack db copy --from folder --to database
  fintrack db copy --from database --to ~/book
  fintrack db copy --from ~/book --to postgres://fintrack@db.example.org/book
`

export function newCopyCommand (cx: Context, run = copy): Command {
  return new Command('copy')
    .description('copy a whole book into an empty data folder or database, and compare what arrived')
    .requiredOption('--from <place>', 'where it is: folder, database, a path, or postgres://user@host/book')
    .requiredOption('--to <place>', 'where it is to be, likewise')
    .option('--live', 'copy also while servers run on it: what they store meanwhile is not copied')
    .addHelpText('after', HELP)
    .action(({ from, to, live = false }: { from: string, to: string, live?: boolean }) => run(cx, { from, to, live }))
}
