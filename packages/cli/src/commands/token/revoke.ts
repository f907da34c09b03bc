import { counted } from '@fintrack/contract/text'
import type { AccessToken } from '@fintrack/contract/tokens'
import { Command } from 'commander'
import { confirmed } from '../../confirmed.ts'
import type { Context } from '../../context.ts'
import { newOutput, say } from '../../output.ts'
import { removedView, type Removed } from '../removed-view.ts'
import { findTokens } from './find-tokens.ts'
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
  const { revokeToken } = await import('@fintrack/contract/tokens')
  const api = await cx.api()
  for (const { id } of tokens) {
    await api.call(revokeToken, { id })
    yield { id }
  }
}

export function newRevokeCommand (cx: Context, run = revokeTokens): Command {
  return new Command('revoke')
    .description('revoke tokens: they are refused from the next request on')
    .argument('<name...>', 'names or ids, as `fintrack token list` shows them')
    .action((references: string[]) => run(cx, references))
}
