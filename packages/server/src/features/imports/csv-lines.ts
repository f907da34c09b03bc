/** A CSV text (RFC 4180, UTF-8, with or without a byte order mark) as lines of cells, read as it comes. */
import { parse, CsvError } from 'csv-parse'
import type { ByteStream } from '@fintrack/contract/endpoint'
import { Problem } from '@fintrack/contract/problem'
import { quote } from '@fintrack/contract/text'

export interface CsvLine {
  /** The number of the line that it ends on, from 1. */
  readonly number: number
  readonly cells: readonly string[]
}

/** A record that is longer than this is a quote that was never closed. */
const MAX_RECORD_CHARACTERS = 200_000

async function * asText(bytes: ByteStream): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true })
    yield decoder.decode()
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new Problem('import_rejected', 'The file is not UTF-8 text; save it as CSV in UTF-8.')
  }
}

/** What the parser found wrong, without its own words. */
function faultOf(error: CsvError): string {
  const line = Number(error.lines)
  const sentence = error.code === 'CSV_MAX_RECORD_SIZE' || error.code === 'CSV_QUOTE_NOT_CLOSED'
    ? 'A quote is opened here and never closed.'
    : `A quote stands in the middle of a cell; put the whole cell in quotes and double those inside.`
  return `line ${line}: ${sentence}`
}

/**
 * @throws Problem import_rejected where the text is not UTF-8 or its quoting is broken
 */
export async function * csvLines(bytes: ByteStream): AsyncGenerator<CsvLine, void, undefined> {
  const parser = parse({ bom: true, info: true, relaxColumnCount: true, skipEmptyLines: true, maxRecordSize: MAX_RECORD_CHARACTERS })
  // Fed by hand, so that an error of the source is thrown here as it is, and the source waits for the reader.
  const feeding = (async () => {
    try {
      for await (const text of asText(bytes)) {
        if (!parser.write(text)) await new Promise<void>((resolve) => { parser.once('drain', resolve).once('close', resolve) })
        if (parser.destroyed) return
      }
      parser.end()
    } catch (error) {
      parser.destroy(error instanceof Error ? error : new Error(quote(error)))
    }
  })()
  try {
    for await (const { record, info } of parser) yield { number: info.lines, cells: record }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const sentence = faultOf(error)
    const [line = '', text = ''] = sentence.split(': ')
    throw new Problem('import_rejected', sentence, { errors: { [line]: [text] } })
  } finally {
    parser.destroy()
    await feeding
  }
}
