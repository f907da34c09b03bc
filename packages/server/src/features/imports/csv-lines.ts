/**
 * A CSV text (RFC 4180, UTF-8, with or without a byte order mark) as lines of cells, read as it comes. Line breaks are
 * CRLF, LF or CR, one kind or mixed; empty lines are skipped. A record knows the line that it begins on, which is where
 * a person finds it, whatever its quoted cells hold: no parser at hand counts that, so this one is our own.
 */
import { setImmediate } from 'node:timers/promises'
import type { ByteStream } from '@fintrack/contract/endpoint'
import { Problem } from '@fintrack/contract/problem'
import { counted } from '@fintrack/contract/text'

export interface CsvLine {
  /** The number of the line in the file that it begins on, from 1. */
  readonly number: number
  readonly cells: readonly string[]
}

/** Several times what a row can hold; without a bound, one stray quote would gather the rest of the file. */
const MAX_RECORD_CHARACTERS = 200_000

/** So many take some milliseconds. */
const LINES_IN_TURN = 1000

/** A CR at the end of what has come may be the first half of a CRLF. */
const LINE_BREAK = /\r\n|\n|\r(?!$)/g

/** A cell with what stands behind it: in quotes, those inside doubled, or without any quote. */
const CELL = /(?:"([^"]*(?:""[^"]*)*)"|([^",]*))(,|$)/y

/** The refusal of an import for one line of it. */
export function rejectedLine (number: number, sentence: string): Problem {
  return new Problem('import_rejected', `line ${number}: ${sentence}`, { errors: { [`line ${number}`]: [sentence] } })
}

async function * asText (bytes: ByteStream): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true })
    yield decoder.decode()
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new Problem('import_rejected', 'The file is not UTF-8 text; save it as CSV in UTF-8.')
  }
}

/** The cells of a record, or undefined where a quote stands in the middle of one. */
function cellsOf (record: string): string[] | undefined {
  if (!record.includes('"')) return record.split(',')
  const cells: string[] = []
  CELL.lastIndex = 0
  for (;;) {
    const match = CELL.exec(record)
    if (match === null) return undefined
    const [, quoted, plain = '', end] = match
    cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    if (end === '') return cells
  }
}

function hasOddQuotes (line: string): boolean {
  return line.includes('"') && line.split('"').length % 2 === 0
}

/** Puts the lines of a file together to records: a line break inside quotes belongs to its cell. */
class RecordReader {
  #number = 0
  #begins = 1
  #record = ''
  #isOpen = false

  /** Takes a line and the break behind it; gives the record that ends with it, if one does. */
  take (line: string, lineBreak: string): CsvLine | undefined {
    this.bound(line.length)
    this.#number += 1
    this.#record += line
    if (hasOddQuotes(line)) this.#isOpen = !this.#isOpen
    if (this.#isOpen) {
      this.#record += lineBreak
      return undefined
    }
    const [number, record] = [this.#begins, this.#record]
    this.#begins = this.#number + 1
    this.#record = ''
    if (record === '') return undefined
    const cells = cellsOf(record)
    if (cells === undefined) {
      throw rejectedLine(
        number, 'A quote stands in the middle of a cell; put the whole cell in quotes and double those inside.'
      )
    }
    return { number, cells }
  }

  /** Refuses a record that so many more characters would make too long. */
  bound (more: number): void {
    if (this.#record.length + more <= MAX_RECORD_CHARACTERS) return
    this.finish()
    throw rejectedLine(
      this.#begins, `This line is longer than ${counted(MAX_RECORD_CHARACTERS, 'character')}; is this a CSV file?`
    )
  }

  /** Refuses a record that is still open where nothing more can come. */
  finish (): void {
    if (this.#isOpen) throw rejectedLine(this.#begins, 'A quote is opened here and never closed.')
  }
}

/**
 * @throws Problem import_rejected where the text is not UTF-8 or its quoting is broken
 */
export async function * csvLines (bytes: ByteStream): AsyncGenerator<CsvLine, void, undefined> {
  const records = new RecordReader()
  let rest = ''
  let count = 0
  for await (const piece of asText(bytes)) {
    const text = rest + piece
    let from = 0
    for (const { 0: lineBreak, index } of text.matchAll(LINE_BREAK)) {
      // Others have their turn, also where the whole file is there already.
      if ((count += 1) % LINES_IN_TURN === 0) await setImmediate()
      const line = records.take(text.slice(from, index), lineBreak)
      from = index + lineBreak.length
      if (line !== undefined) yield line
    }
    rest = text.slice(from)
    records.bound(rest.length)
  }
  const last = records.take(rest.replace(/\r$/, ''), '')
  if (last !== undefined) yield last
  records.finish()
}
