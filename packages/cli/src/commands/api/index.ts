/** `fintrack api`: any endpoint, over whichever way this run's book is reached. */
import { quote } from '@fintrack/contract/text'
import { Command } from 'commander'
import type { Context } from '../../context.ts'
import { usage } from '../../fault.ts'
import { json } from '../../render/json.ts'

export interface ApiOptions {
  readonly method: string
  readonly path: string
  readonly fields: ReadonlyArray<readonly [name: string, value: string]>
  /** A file, or `-`. */
  readonly input: string | undefined
}

async function callApi (cx: Context, options: ApiOptions): Promise<void> {
  const { output = 'json', fields } = cx.flags
  if (output !== 'json' || fields !== undefined) {
    throw usage('`fintrack api` prints the answer as it is, so neither --output nor --fields has a place there.')
  }
  const { endpointAt } = await import('./endpoint-at.ts')
  const { requestOf } = await import('./request.ts')
  const { gathered, UnreadableAnswer } = await import('@fintrack/contract/call')
  const { problemOf } = await import('@fintrack/contract/problem-body')
  const target = endpointAt(options.method, options.path)
  const request = await requestOf(cx, target, options)
  const answer = await (await cx.send())(target.endpoint, request)
  const body = await gathered(answer.body)
  const problem = problemOf(answer.status, body, answer.retryAfterSeconds)
  if (problem !== undefined) throw problem
  // Anything that is JSON is printed as it came; a page of something before the server is not.
  if (answer.status >= 400 || typeof body === 'string') throw new UnreadableAnswer(target.endpoint, answer)
  if (body !== undefined) await cx.io.out(json(body))
}

function fieldOf (text: string, before: ApiOptions['fields'] = []): ApiOptions['fields'] {
  const at = text.indexOf('=')
  if (at < 1) throw usage(`--field is ${quote(text)}, which is not name=value.`)
  return [...before, [text.slice(0, at), text.slice(at + 1)]]
}

export function newApiCommand (cx: Context, run = callApi): Command {
  return new Command('api')
    .description('call an endpoint of the API and print its answer')
    .argument('<method>', 'GET, POST, PUT, PATCH or DELETE', (text) => text.toUpperCase())
    .argument('<path>', 'such as /api/categories/')
    .option('-f, --field <name=value>', 'a field of the body, or of the query where there is none; repeatable', fieldOf)
    .option('--input <file>', 'the body from a file, or from standard input with `-`; fields are then the query')
    .action((method: string, path: string, { field = [], input }: { field?: ApiOptions['fields'], input?: string }) =>
      run(cx, { method, path, fields: field, input }))
}
