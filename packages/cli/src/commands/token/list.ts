import { Command } from 'commander'
import type { Context } from '../../context.ts'
import { newOutput } from '../../output/output.ts'
import { pagesOf } from '../../api/pages.ts'
import { TOKEN_VIEW } from './view.ts'

async function listAccessTokens (cx: Context): Promise<void> {
  const output = newOutput(cx, TOKEN_VIEW)
  const { listTokens } = await import('@fintrack/contract/tokens')
  const api = await cx.api()
  await output.list(pagesOf((query) => api.call(listTokens, { query })),
    'There are no access tokens; `fintrack token create NAME` makes one.')
}

export function newListCommand (cx: Context, run = listAccessTokens): Command {
  return new Command('list')
    .description('list the tokens, without their secrets; times are UTC')
    .action(() => run(cx))
}
