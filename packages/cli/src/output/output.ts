/** Standard output: which format, which fields, and the rows in them. Talk goes to standard error. */
import type { OutputFormat } from '@fintrack/contract/choices'
import { nearest, quote } from '@fintrack/contract/text'
import type { Context } from '../context.ts'
import { usage } from '../errors/usage.ts'
import { csv, tsv } from '../render/delimited.ts'
import { json, jsonArray, ndjson } from '../render/json.ts'
import { visible } from '../render/safe-text.ts'
import { streamOf, type Pages, type View } from '../render/view.ts'

/** What a command prints of one noun. Made before the API is called, so that a bad --fields stores nothing. */
export interface Output<Row> {
  /** A list; where a person looks at an empty one, `empty` is said. */
  list(pages: Pages<Row>, empty: string): Promise<void>
  /**
   * What a command stored or removed: the rows in the format that is asked for, else their ids for a program (and with
   * --quiet), else nothing. @param single whether JSON is one object, not an array
   */
  written(rows: AsyncIterable<Row>, single: boolean): Promise<void>
}

/** A sentence about what was done, or why nothing is seen. */
export function say (cx: Context, sentence: string): void {
  if (!cx.globals.quiet) cx.io.err(`${visible(sentence)}\n`)
}

/** The width of the terminal that standard output is; undefined where it is none. (A terminal may not know: 0.) */
export function terminalWidth ({ io }: Context): number | undefined {
  return io.stdoutIsTerminal ? io.columns || 80 : undefined
}

/** The format of a list: the one that is asked for, else a table on a terminal and TSV in a pipe. */
function listFormat (cx: Context): OutputFormat {
  return cx.globals.output ?? (cx.io.stdoutIsTerminal ? 'table' : 'tsv')
}

/** Whether a person sees a list as a table. */
export function isTableOnTerminal (cx: Context): boolean {
  return cx.io.stdoutIsTerminal && listFormat(cx) === 'table'
}

/** Whether rows are asked for, by a format or by fields, where a command prints none by itself. */
export function asksForRows ({ globals }: Context): boolean {
  return globals.output !== undefined || globals.fields !== undefined
}

function isJson (format: OutputFormat): boolean {
  return format === 'json' || format === 'ndjson'
}

/** The names that --fields gives, each of them one of `names`; undefined where it is not given. */
export function fieldsOf (cx: Context, names: readonly string[], many: string): readonly string[] | undefined {
  const wrong = cx.globals.fields?.find((name) => !names.includes(name))
  if (wrong !== undefined) {
    const meant = nearest(wrong, names)
    const guess = meant === undefined ? '.' : `; did you mean ${quote(meant)}?`
    throw usage(`--fields has ${quote(wrong)}, which ${many} do not have${guess}`,
      `There are: ${names.join(', ')}.`)
  }
  return cx.globals.fields
}

/** An object with only these keys, in their order. */
export function only (row: object, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(keys.map((key): [string, unknown] => [key, Reflect.get(row, key)]))
}

async function * mapped<From, To> (pages: AsyncIterable<From>, map: (page: From) => To): AsyncGenerator<To> {
  for await (const page of pages) yield map(page)
}

/** @throws UserError for a name in --fields that the rows do not have in this format */
export function newOutput<Row extends object> (cx: Context, view: View<Row>): Output<Row> {
  const format = listFormat(cx)
  const names = isJson(format) ? view.keys : view.columns.map(({ name }) => name)
  const fields = fieldsOf(cx, names, view.noun.many)
  const terminal = cx.io.stdoutIsTerminal
  const columns = fields === undefined || isJson(format)
    ? view.columns.filter(({ extra }) => extra !== true)
    : fields.flatMap((name) => view.columns.filter((column) => column.name === name))
  const object = (row: Row): object => fields === undefined ? row : only(row, fields)
  const objects = (pages: Pages<Row>): Pages<object> => mapped(pages, (rows) => rows.map(object))

  const pieces = async (pages: Pages<Row>): Promise<AsyncIterable<string>> => {
    switch (format) {
      case 'csv': return csv({ ...view, columns }, pages, terminal)
      case 'tsv': return tsv({ ...view, columns }, pages, terminal)
      case 'json': return jsonArray(objects(pages))
      case 'ndjson': return ndjson(objects(pages))
      case 'table': return (await import('../render/table.ts')).table({ ...view, columns }, pages, {
        width: terminalWidth(cx), paint: await cx.paint(), ascii: cx.globals.ascii, isChosen: fields !== undefined,
      })
    }
  }
  const print = async (pages: Pages<Row>): Promise<void> => {
    for await (const text of await pieces(pages)) await cx.io.out(text)
  }

  const printWritten = async (rows: readonly Row[], single: boolean): Promise<void> => {
    if (!asksForRows(cx)) {
      const silent = terminal && !cx.globals.quiet
      for (const row of rows) if (!silent && view.idOf !== undefined) await cx.io.out(`${view.idOf(row)}\n`)
    } else if (single && format === 'json') {
      for (const row of rows) await cx.io.out(json(object(row)))
    } else {
      await print(streamOf([...rows]))
    }
  }

  return {
    async list (pages, empty) {
      let seen = 0
      await print(mapped(pages, (rows) => {
        seen += rows.length
        return rows
      }))
      if (seen === 0 && format === 'table' && terminal) say(cx, empty)
    },
    async written (rows, single) {
      // All is done before anything is printed: a reader that leaves must not stop what was asked for.
      const done: Row[] = []
      const writing = (async () => { for await (const row of rows) done.push(row) })()
      await Promise.allSettled([writing])
      try {
        await printWritten(done, single)
      } finally {
        // What was refused matters more than that nobody reads.
        await writing
      }
    },
  }
}
