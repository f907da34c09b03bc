/** A method and a path as a person types them, as an endpoint of the contract. */
import type { Endpoint } from '@fintrack/contract/endpoint'
import { ENDPOINTS } from '@fintrack/contract/endpoints'
import { Problem } from '@fintrack/contract/problem'
import { listed, nearest, quote } from '@fintrack/contract/text'

export interface Target {
  readonly endpoint: Endpoint
  readonly id: string | undefined
  readonly query: ReadonlyArray<readonly [string, string]>
}

function withoutSlash (path: string): string {
  return path.replace(/\/$/, '')
}

/** @returns the id in the path (undefined where it has none), or null where the path is another's */
function idIn (path: string, endpoint: Endpoint): string | undefined | null {
  const pattern = withoutSlash(endpoint.path).replaceAll('.', '\\.').replace(':id', '([0-9]+)')
  const found = new RegExp(`^${pattern}$`).exec(withoutSlash(path))
  return found === null ? null : found[1]
}

/** @throws Problem what the API itself answers: 404 for a path that is no endpoint's, 405 for a method that it does not take */
export function endpointAt (method: string, target: string): Target {
  const path = target.replace(/\?.*$/s, '')
  const whole = path.startsWith('/') ? path : `/${path}`
  const there = [...ENDPOINTS.values()].flatMap((endpoint) => {
    const id = idIn(whole, endpoint)
    return id === null ? [] : [{ endpoint, id }]
  })
  const match = there.find(({ endpoint }) => endpoint.method === method)
  if (match !== undefined) return { ...match, query: [...new URLSearchParams(target.slice(path.length))] }
  if (there.length > 0) {
    const allowed = there.map(({ endpoint }) => endpoint.method).toSorted()
    throw new Problem('method_not_allowed', `${method} is not possible here; ${listed(allowed, 'or')} is.`)
  }
  const meant = nearest(whole, new Set([...ENDPOINTS.values()].map(({ path }) => path)))
  throw new Problem('not_found', `There is no ${quote(whole)} here.`, meant === undefined ? {} : { suggestion: meant })
}
