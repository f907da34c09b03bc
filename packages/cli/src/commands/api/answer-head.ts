/** What an answer says beside its body, as HTTP writes it: the same on either way in. */
import { targetOf, type Answer, type Request } from '@fintrack/contract/call'
import type { Endpoint } from '@fintrack/contract/endpoint'
import { visible } from '../../render/safe-text.ts'

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
