import { Problem } from '@fintrack/contract/problem'
import { fold, nearest, normalName, quote } from '@fintrack/contract/text'
import type { AccessToken } from '@fintrack/contract/tokens'
import type { Context } from '../../context.ts'
import { usage } from '../../fault.ts'
import { pagesOf } from '../../paging.ts'

/**
 * The tokens of these names (whatever their case) or ids, each once, in their order.
 * @throws Problem not_found for the first that is not there, with the nearest name
 * @throws Fault what is the name of one token and the id of another
 */
export async function findTokens (cx: Context, references: readonly string[]): Promise<AccessToken[]> {
  const { listTokens } = await import('@fintrack/contract/tokens')
  const api = await cx.api()
  const tokens: AccessToken[] = []
  for await (const page of pagesOf((query) => api.call(listTokens, { query }))) tokens.push(...page)
  return [...new Set(references.map((reference) => found(tokens, reference)))]
}

function found (tokens: readonly AccessToken[], reference: string): AccessToken {
  const name = fold(normalName(reference))
  const named = tokens.find((token) => fold(token.name) === name)
  const numbered = /^[0-9]+$/.test(name) ? tokens.find((token) => token.id === Number(name)) : undefined
  if (named !== undefined && numbered !== undefined && named !== numbered) {
    throw usage(`${quote(reference)} is the name of token ${named.id} and the id of ${quote(numbered.name)}.`, `Write ${named.id} for the one, ${quote(numbered.name)} for the other.`)
  }
  const token = named ?? numbered
  if (token !== undefined) return token
  const suggestion = nearest(reference, tokens.map((one) => one.name))
  throw new Problem('not_found', `There is no token ${quote(reference)}.`, suggestion === undefined ? {} : { suggestion })
}
