/** What to do where an interruption leaves open whether a request was carried out. */
import type { Endpoint } from '@fintrack/contract/endpoint'

/** @param command shows whether it was done */
export function lookFirst (command: string): string {
  return `Check with \`${command}\` before you run it again.`
}

/** By the end of the path, else by the noun that is stored. */
const REMEDIES: ReadonlyArray<readonly [path: RegExp, remedy: string]> = [
  [/\/register\/$/, 'Try `fintrack login` before you register again.'],
  [/\/password\/$/, 'Try `fintrack login` to see which of the two passwords is valid.'],
  [/^\/api\/users\//, lookFirst('fintrack user show')],
  [/^\/api\/sessions\//, lookFirst('fintrack session list')],
  [/^\/api\/tokens\//, lookFirst('fintrack token list')],
  [/^\/api\/imports\//, 'Run it again: if everything was stored, it says so and stores nothing twice.'],
  // The log shows everything else.
  [/^/, lookFirst('fintrack log')],
]

/** How to find out what became of a request; undefined where it stores nothing that anybody would miss. */
export function remedyFor ({ method, tag, path }: Endpoint): string | undefined {
  if (method === 'GET' || tag === 'token') return undefined
  return REMEDIES.find(([pattern]) => pattern.test(path))?.[1]
}
