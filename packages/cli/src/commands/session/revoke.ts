/** `fintrack session revoke` */
import { Problem } from '@fintrack/contract/problem'
import { endSession, listSessions, type Session } from '@fintrack/contract/sessions'
import type { Command } from 'commander'
import { pagesOf } from '../../api/pages.ts'
import { unversioned } from '../../api/versioned.ts'
import type { Context } from '../../context.ts'
import { parseIds } from '../../options/numbers.ts'
import { say } from '../../output/output.ts'
import { removeMany } from '../../shapes/remove-many.ts'
import { describeSession, SESSION_VIEW } from './view.ts'

async function revokeSessions (cx: Context, ids: readonly number[]): Promise<void> {
  const ended = await removeMany(cx, SESSION_VIEW, {
    verb: 'End',
    find: async () => (await findSessions(cx, ids)).map(unversioned),
    name: (session) => `session ${session.id} (${describeSession(session)})`,
    line: describeSession,
    remove: (api, { row: { id } }) => api.call(endSession, { id }),
  })
  if (ended.some(({ current }) => current)) {
    say(cx, 'That was your own login too: the next command needs `fintrack login`.')
  }
}

/** The session that asks comes last: once it has ended nothing more can be asked. */
async function findSessions (cx: Context, ids: readonly number[]): Promise<Session[]> {
  const api = await cx.api()
  const alive = new Map<number, Session>()
  for await (const page of pagesOf((query) => api.call(listSessions, { query }))) {
    for (const session of page) alive.set(session.id, session)
  }
  const sessions = ids.map((id) => {
    const session = alive.get(id)
    if (session === undefined) throw new Problem('not_found', `There is no session ${id}; it may have ended already.`)
    return session
  })
  return sessions.toSorted((a, b) => Number(a.current) - Number(b.current))
}

export function define (command: Command, cx: Context, run = revokeSessions): void {
  command
    .argument('<id...>', 'as `fintrack session list` shows them')
    .addHelpText('after', '\nExamples:\n  fintrack session revoke 3\n')
    .action((ids: string[]) => run(cx, parseIds(ids, 'session', 'session list')))
}
