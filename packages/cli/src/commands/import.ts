import { uploadTypeFor, type ByteStream } from '@fintrack/contract/endpoint'
import { importTransactions, type ImportResult } from '@fintrack/contract/imports'
import { Problem } from '@fintrack/contract/problem'
import { counted } from '@fintrack/contract/text'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { withHints, type Hints } from '../errors/hints.ts'
import { asksForRows, fieldsOf, newOutput, only, say } from '../output/output.ts'
import { json } from '../render/json.ts'
import { visible } from '../render/safe-text.ts'
import { streamOf, type View } from '../render/view.ts'

interface ImportOptions {
  /** A path, or `-` for standard input. */
  readonly file: string
  readonly dryRun: boolean
  /** Imports a file whose lines are all stored already. */
  readonly again: boolean
}

const KEYS = ['rows', 'categories_created'] as const

async function importFile (cx: Context, options: ImportOptions): Promise<void> {
  const isJson = cx.globals.output === 'json'
  const fields = isJson ? fieldsOf(cx, KEYS, 'imports') : undefined
  const output = isJson ? undefined : newOutput(cx, NEW_CATEGORY_VIEW)
  const result = await uploadFile(cx, options)
  if (output === undefined) {
    await cx.io.out(json(fields === undefined ? result : only(result, fields)))
  } else if (asksForRows(cx)) {
    await output.list(streamOf(result.categories_created), 'No categories are new.')
  }
  say(cx, sentenceOf(result, options.dryRun))
  if (options.dryRun && !asksForRows(cx)) {
    for (const { name, type } of result.categories_created) say(cx, `  ${name} (${type})`)
  }
}

const HINTS: Hints = {
  payload_too_large: 'Import the file in parts, or raise FINTRACK_IMPORT_LIMIT_MIB where the book is.',
}

async function uploadFile (cx: Context, { file, dryRun, again }: ImportOptions): Promise<ImportResult> {
  const source = file === '-' ? { bytes: cx.io.stdin(), size: undefined } : await cx.io.open(file)
  const api = await cx.api()
  const mediaType = uploadTypeFor(importTransactions, file)
  const progress = cx.progress(dryRun ? 'Checking' : 'Importing', source.size)
  const answer = withHints(api.call(importTransactions, {
    query: { ...(dryRun ? { dry_run: true } : {}), ...(again ? { again } : {}) },
    ...(mediaType === undefined ? {} : { mediaType }),
    body: Object.assign(
      watched(source.bytes, (bytes) => progress.advance(bytes)), source.size === undefined ? {} : { size: source.size }
    ),
  }), HINTS).finally(() => progress.done())
  try {
    return (await answer).body
  } catch (error) {
    if (error instanceof Problem && error.code === 'import_rejected') printBadLines(cx, error)
    throw error
  }
}

async function * watched (bytes: ByteStream, onBytes: (count: number) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    onBytes(chunk.length)
    yield chunk
  }
}

/** `line 17: …`, a line for each that is bad. With -o json the error itself holds them. */
function printBadLines (cx: Context, { extras: { errors = {}, more } }: Problem): void {
  // One bad line is the error's own sentence.
  if (cx.globals.output === 'json' || Object.keys(errors).length < 2) return
  for (const [line, sentences] of Object.entries(errors)) cx.io.err(`${visible(`${line}: ${sentences.join(' ')}`)}\n`)
  if (more !== undefined) cx.io.err(`and ${counted(more, 'more fault')}\n`)
}

function sentenceOf ({ rows, categories_created: { length: categories } }: ImportResult, dryRun: boolean): string {
  const stored = counted(rows, 'transaction')
  const created = counted(categories, 'category', 'categories')
  if (!dryRun) return `Imported ${stored}${categories === 0 ? '' : ` and created ${created}`}.`
  return `Would import ${stored}${categories === 0 ? '' : ` and create ${created}`}; nothing was stored.`
}

const EXAMPLES = `
The first line of the file names its columns: date, type, category and amount; payee, description, currency, account,
to_account, to_amount, to_date, tags and splits are optional. Either every line is stored or none is. Categories and
tags that do not exist are created, accounts are not.

Examples:
  fintrack import bank.csv --dry-run
  fintrack import bank.csv
  fintrack tx list -o csv | fintrack --server https://money.example import -
`

export function define (command: Command, cx: Context, run = importFile): void {
  command
    .argument('<file>', 'a path, or - for standard input')
    .option('--dry-run', 'show what would be stored, and store nothing')
    .option('--again', 'import the file even if every line is stored already')
    .addHelpText('after', EXAMPLES)
    .action((file: string, { dryRun = false, again = false }: { dryRun?: boolean, again?: boolean }) =>
      run(cx, { file, dryRun, again }))
}

export const NEW_CATEGORY_VIEW: View<ImportResult['categories_created'][number]> = {
  noun: { one: 'category', many: 'new categories' },
  columns: [
    { name: 'name', value: ({ name }) => name, free: true, shrinks: true },
    { name: 'type', value: ({ type }) => type },
  ],
  keys: ['name', 'type'],
}
