import { Command } from 'commander'
import type { Context } from '../../context.ts'
import { newOutput } from '../../output/output.ts'
import { pagesOf } from '../../api/pages.ts'
import { SESSION_VIEW } from './view.ts'

async function listOwnSessions (cx: Context): Promise<void> {
  const output = newOutput(cx, SESSION_VIEW)
  const { listSessions } = await import('@fintrack/contract/sessions')
  const api = await cx.api()
  await output.list(pagesOf((query) => api.call(listSessions, { query })), 'Nobody is logged in.')
}

export function newListCommand (cx: Context, run = listOwnSessions): Command {
  return new Command('list')
    .description('list the logins that have not ended; times are UTC')
    .action(() => run(cx))
}
