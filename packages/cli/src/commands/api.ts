/** `fintrack api`: any endpoint, over whichever way this run's book is reached. */
import { gathered, targetOf, unreadableAnswer, type Answer, type Request } from '@fintrack/contract/call'
import type { Endpoint } from '@fintrack/contract/endpoint'
import { problemOf } from '@fintrack/contract/problem-body'
import { quote } from '@fintrack/contract/text'
import type { Command } from 'commander'
import { findEndpoint, requestOf, type ApiOptions, type RequestHeaders } from '../api/raw-request.ts'
import type { Context } from '../context.ts'
import { HintedProblem } from '../errors/hints.ts'
import { usage } from '../errors/usage.ts'
import { json } from '../render/json.ts'
import { visible } from '../render/safe-text.ts'
import { takes } from '../shapes/takes.ts'

/** The headers of a request that mean something to an endpoint, as `fintrack` itself sends them. */
const HEADERS: ReadonlyMap<string, keyof RequestHeaders> = new Map([
  ['if-match', 'ifMatch'], ['idempotency-key', 'idempotencyKey'],
])

async function callApi (cx: Context, options: ApiOptions): Promise<void> {
  const { output = 'json', fields, jq } = cx.flags
  if (jq !== undefined && options.include) {
    throw usage('--jq filters JSON, and the lines of --include are none.', 'Leave one of them out.')
  }
  if (output !== 'json' || fields !== undefined) {
    throw usage('`fintrack api` prints the answer as it is and takes neither --output nor --fields.')
  }
  const target = findEndpoint(options.method, options.path)
  const request = { ...await requestOf(cx, target, options), ...options.headers }
  const answer = await (await cx.send())(target.endpoint, request)
  const body = await gathered(answer.body)
  const problem = problemOf(answer.status, body, answer.retryAfterSeconds)
  // Where the API itself is called, its own remedy is the better hint.
  if (problem?.extras.remedy !== undefined) throw new HintedProblem(problem, problem.extras.remedy)
  if (problem !== undefined) throw problem
  // Anything that is JSON is printed as it came; a page of something before the server is not.
  if (answer.status >= 400 || typeof body === 'string') throw unreadableAnswer(target.endpoint, answer)
  const head = options.include ? answerHead(target.endpoint, request, answer) : ''
  if (body !== undefined || options.include) await cx.io.out(`${head}${body === undefined ? '' : json(body)}`)
}

function fieldOf (text: string, before: ApiOptions['fields'] = []): ApiOptions['fields'] {
  const at = text.indexOf('=')
  if (at < 1) throw usage(`--field is ${quote(text)}, which is not name=value.`)
  return [...before, [text.slice(0, at), text.slice(at + 1)]]
}

function headerOf (text: string, before: RequestHeaders = {}): RequestHeaders {
  const at = text.indexOf(':')
  // What is not known may be a secret, and is not shown.
  if (at < 1) throw usage('--header is not name: value.')
  const name = text.slice(0, at)
  const value = text.slice(at + 1).trim()
  const field = HEADERS.get(name.toLowerCase())
  if (field === undefined) throw usage(`--header gives ${quote(name)}; only If-Match and Idempotency-Key can be given.`)
  if (before[field] !== undefined) throw usage(`--header gives ${quote(name)} twice.`)
  if (!/^[ -~]+$/.test(value)) {
    throw usage(`--header gives ${quote(name)} as ${quote(value)}, which is empty, or more than printable ASCII.`)
  }
  return { ...before, [field]: value }
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

const HELP = `
Examples:
  fintrack api GET /api/transactions/ -f month=2024-05
  fintrack api -i GET /api/categories/4/
  fintrack api PATCH /api/categories/4/ -f name=Food -H 'If-Match: "…"'    # only as it was read
  fintrack api POST /api/categories/ -f name=Food -H 'Idempotency-Key: food-1'
`

interface Flags {
  readonly field?: ApiOptions['fields']
  readonly header?: RequestHeaders
  readonly include?: boolean
  readonly input?: string
}

export function define (command: Command, cx: Context, run = callApi): void {
  takes(command, { method: METHODS, path: 'text', field: 'text', header: 'text' })
  command
    .argument('<method>', 'GET, POST, PUT, PATCH or DELETE', (text) => text.toUpperCase())
    .argument('<path>', 'such as /api/categories/')
    .option('-f, --field <name=value>', 'a field of the body, or of the query where there is none; repeatable', fieldOf)
    .option('--input <file>', 'the body from a file, or from standard input with `-`; fields are then the query')
    .option('-H, --header <name: value>', 'If-Match or Idempotency-Key, as it is sent; repeatable', headerOf)
    .option('-i, --include', 'print the status, ETag, Location and Link of the answer before its body')
    .addHelpText('after', HELP)
    .action((method: string, path: string, { field = [], header = {}, include = false, input }: Flags) =>
      run(cx, { method, path, fields: field, input, headers: header, include }))
}

/** The lines before the body, with the empty one. */
export function answerHead (endpoint: Endpoint, request: Request, { status, etag, location, next }: Answer): string {
  const others = request.query.filter(([name]) => name !== 'cursor')
  const page = next === undefined ? undefined : targetOf(endpoint, { ...request, query: [...others, ['cursor', next]] })
  return [
    `HTTP/1.1 ${status}`,
    ...etag === undefined ? [] : [`ETag: ${etag}`],
    ...location === undefined ? [] : [`Location: ${location}`],
    ...page === undefined ? [] : [`Link: <${page}>; rel="next"`],
    '',
  ].map((line) => `${visible(line)}\n`).join('')
}
