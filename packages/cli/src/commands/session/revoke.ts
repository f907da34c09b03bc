import { Problem } from '@fintrack/contract/problem'
import { endSession, listSessions, type Session } from '@fintrack/contract/sessions'
import { counted } from '@fintrack/contract/text'
import type { Command } from 'commander'
import { pagesOf } from '../../api/pages.ts'
import type { Context } from '../../context.ts'
import { parseIds } from '../../options/numbers.ts'
import { newOutput, say } from '../../output/output.ts'
import { confirmed } from '../../shapes/confirm.ts'
import { removedView, type Removed } from '../../shapes/remove-many.ts'
import { inWords, SESSION_VIEW } from './view.ts'

/** Ends all of them, or none where one is not there. */
async function revokeSessions (cx: Context, ids: readonly number[]): Promise<void> {
  const output = newOutput(cx, removedView(SESSION_VIEW.noun))
  const sessions = await findSessions(cx, ids)
  const [first] = sessions.map((session) => `session ${session.id} (${inWords(session)})`)
  const what = first !== undefined && sessions.length === 1 ? first : counted(sessions.length, 'session')
  const details = sessions.length === 1 ? [] : sessions.map((session) => `  ${session.id}  ${inWords(session)}`)
  if (!await confirmed(cx, `End ${what}?`, details)) return say(cx, 'Nothing was ended.')
  await output.written(ended(cx, sessions), sessions.length === 1)
  say(cx, `Ended ${what}.`)
  if (sessions.some(({ current }) => current)) say(cx, 'This login was among them: the next command needs `fintrack login`.')
}

async function findSessions (cx: Context, ids: readonly number[]): Promise<Session[]> {
  const api = await cx.api()
  const alive = new Map<number, Session>()
  for await (const page of pagesOf((query) => api.call(listSessions, { query }))) for (const session of page) alive.set(session.id, session)
  return ids.map((id) => {
    const session = alive.get(id)
    if (session === undefined) throw new Problem('not_found', `There is no session ${id}; it may have ended already.`)
    return session
  })
}

/** The session that asks ends last: without it nothing more can be asked. */
async function * ended (cx: Context, sessions: readonly Session[]): AsyncGenerator<Removed> {
  const api = await cx.api()
  for (const { id } of [...sessions.filter(({ current }) => !current), ...sessions.filter(({ current }) => current)]) {
    await api.call(endSession, { id })
    yield { id }
  }
}

export function define (command: Command, cx: Context, run = revokeSessions): void {
  command
    .argument('<id...>', 'as `fintrack session list` shows them')
    .action((ids: string[]) => run(cx, parseIds(ids, 'session', 'session list')))
}
