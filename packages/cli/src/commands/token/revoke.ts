import { Problem } from '@fintrack/contract/problem'
import { counted, fold, nearest, normalName, quote } from '@fintrack/contract/text'
import { listTokens, revokeToken, type AccessToken } from '@fintrack/contract/tokens'
import type { Command } from 'commander'
import { pagesOf } from '../../api/pages.ts'
import type { Context } from '../../context.ts'
import { usage } from '../../errors/user-error.ts'
import { newOutput, say } from '../../output/output.ts'
import { confirmed } from '../../shapes/confirm.ts'
import { removedView, type Removed } from '../../shapes/remove-many.ts'
import { inWords, TOKEN_VIEW } from './view.ts'

/** Revokes all of them, or none where one is not there. @param references names or ids */
async function revokeTokens (cx: Context, references: readonly string[]): Promise<void> {
  const output = newOutput(cx, removedView(TOKEN_VIEW.noun))
  const tokens = await findTokens(cx, references)
  const [first] = tokens.map((token) => `the token ${inWords(token)}`)
  const what = first !== undefined && tokens.length === 1 ? first : counted(tokens.length, 'token')
  const details = tokens.length === 1 ? [] : tokens.map((token) => `  ${token.id}  ${inWords(token)}`)
  if (!await confirmed(cx, `Revoke ${what}?`, details)) return say(cx, 'Nothing was revoked.')
  await output.written(revoked(cx, tokens), tokens.length === 1)
  say(cx, `Revoked ${what}.`)
}

async function * revoked (cx: Context, tokens: readonly AccessToken[]): AsyncGenerator<Removed> {
  const api = await cx.api()
  for (const { id } of tokens) {
    await api.call(revokeToken, { id })
    yield { id }
  }
}

export function define (command: Command, cx: Context, run = revokeTokens): void {
  command
    .argument('<name...>', 'names or ids, as `fintrack token list` shows them')
    .action((references: string[]) => run(cx, references))
}

/**
 * The tokens of these names (whatever their case) or ids, each once, in their order.
 * @throws Problem not_found for the first that is not there, with the nearest name
 * @throws UserError what is the name of one token and the id of another
 */
export async function findTokens (cx: Context, references: readonly string[]): Promise<AccessToken[]> {
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
