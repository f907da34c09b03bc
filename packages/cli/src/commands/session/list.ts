import { listSessions } from '@fintrack/contract/sessions'
import type { Command } from 'commander'
import { pagesOf } from '../../api/pages.ts'
import type { Context } from '../../context.ts'
import { newOutput } from '../../output/output.ts'
import { SESSION_VIEW } from './view.ts'

async function listOwnSessions (cx: Context): Promise<void> {
  const output = newOutput(cx, SESSION_VIEW)
  const api = await cx.api()
  await output.list(pagesOf((query) => api.call(listSessions, { query })), 'Nobody is logged in.')
}

export function define (command: Command, cx: Context, run = listOwnSessions): void {
  command.action(() => run(cx))
}
