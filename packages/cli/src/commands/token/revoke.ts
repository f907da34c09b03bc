/** `fintrack token revoke` */
import { Problem } from '@fintrack/contract/problem'
import { fold, nearest, normalName, quote } from '@fintrack/contract/text'
import { listTokens, revokeToken, type AccessToken } from '@fintrack/contract/tokens'
import type { Command } from 'commander'
import { pagesOf } from '../../api/pages.ts'
import { unversioned } from '../../api/versioned.ts'
import type { Context } from '../../context.ts'
import { usage } from '../../errors/usage.ts'
import { removeMany } from '../../shapes/remove-many.ts'
import { takes } from '../../shapes/takes.ts'
import { describeToken, TOKEN_VIEW } from './view.ts'

/** @param references names or ids */
async function revokeTokens (cx: Context, references: readonly string[]): Promise<void> {
  await removeMany(cx, TOKEN_VIEW, {
    verb: 'Revoke',
    find: async () => (await findTokens(cx, references)).map(unversioned),
    name: (token) => `the token ${describeToken(token)}`,
    line: describeToken,
    remove: (api, { row: { id } }) => api.call(revokeToken, { id }),
  })
}

/**
 * The tokens of these names (whatever their case) or ids, each once, in their order.
 * @throws Problem not_found for the first that is not there, with the nearest name
 */
async function findTokens (cx: Context, references: readonly string[]): Promise<AccessToken[]> {
  const api = await cx.api()
  const tokens: AccessToken[] = []
  for await (const page of pagesOf((query) => api.call(listTokens, { query }))) tokens.push(...page)
  return [...new Set(references.map((reference) => findToken(tokens, reference)))]
}

/** @throws UserError where the reference is the name of one token and the id of another */
function findToken (tokens: readonly AccessToken[], reference: string): AccessToken {
  const name = fold(normalName(reference))
  const named = tokens.find((token) => fold(token.name) === name)
  const numbered = /^[0-9]+$/.test(name) ? tokens.find((token) => token.id === Number(name)) : undefined
  if (named !== undefined && numbered !== undefined && named !== numbered) {
    throw usage(`${quote(reference)} is the name of token ${named.id} and the id of ${quote(numbered.name)}.`,
      `Write ${named.id} for the first, ${quote(numbered.name)} for the second.`)
  }
  const token = named ?? numbered
  if (token !== undefined) return token
  const suggestion = nearest(reference, tokens.map((one) => one.name))
  throw new Problem(
    'not_found', `There is no token ${quote(reference)}.`, suggestion === undefined ? {} : { suggestion }
  )
}

export function define (command: Command, cx: Context, run = revokeTokens): void {
  takes(command, { name: 'text' })
  command
    .argument('<name...>', 'names or ids, as `fintrack token list` shows them')
    .addHelpText('after', '\nExamples:\n  fintrack token revoke cron\n')
    .action((references: string[]) => run(cx, references))
}
