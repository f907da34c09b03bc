import { listTokens } from '@fintrack/contract/tokens'
import type { Command } from 'commander'
import { pagesOf } from '../../api/pages.ts'
import type { Context } from '../../context.ts'
import { newOutput } from '../../output/output.ts'
import { TOKEN_VIEW } from './view.ts'

async function listAccessTokens (cx: Context): Promise<void> {
  const output = newOutput(cx, TOKEN_VIEW)
  const api = await cx.api()
  await output.list(pagesOf((query) => api.call(listTokens, { query })),
    'There are no access tokens; `fintrack token create NAME` makes one.')
}

export function define (command: Command, cx: Context, run = listAccessTokens): void {
  command.action(() => run(cx))
}
