import type { Command } from 'commander'
import { localBook, type LocalEvent } from '../../api/embedded-transport.ts'
import type { Context } from '../../context.ts'
import { newOutput } from '../../output/output.ts'
import { moment } from '../../render/format.ts'
import { streamOf, type View } from '../../render/view.ts'
import { findLocalUser } from '../../shapes/find-user.ts'
import { announceBook, localOnly } from '../../shapes/local-only.ts'
import { takes } from '../../shapes/takes.ts'

const EVENT_VIEW: View<LocalEvent> = {
  noun: { one: 'event', many: 'events' },
  columns: [
    { name: 'id', value: ({ id }) => id, align: 'right', leaves: 1 },
    { name: 'at', value: ({ at }) => at, text: ({ at }) => moment(at) },
    { name: 'event', value: ({ event }) => event },
    { name: 'username', value: ({ username }) => username, free: true, shrinks: true },
    { name: 'session_id', value: ({ session_id: id }) => id, align: 'right', leaves: 2 },
    { name: 'token_id', value: ({ token_id: id }) => id, align: 'right', leaves: 3 },
    { name: 'address', value: ({ address }) => address, free: true, shrinks: true },
  ],
  keys: ['id', 'at', 'event', 'user_id', 'username', 'session_id', 'token_id', 'address'],
}

async function listAllEvents (cx: Context, { user }: { readonly user: string | undefined }): Promise<void> {
  localOnly(cx, 'server log')
  const output = newOutput(cx, EVENT_VIEW)
  const username = user === undefined ? undefined : (await findLocalUser(cx, user)).username
  const events = await (await localBook(cx)).events(username)
  announceBook(cx)
  await output.list(streamOf(events), 'There are no events yet.')
}

export function define (command: Command, cx: Context, run = listAllEvents): void {
  takes(command, { user: 'text' })
  command
    .option('--user <name>', 'only events of this user')
    .addHelpText('after', '\nExamples:\n  fintrack server log\n  fintrack server log --user bela\n')
    .action(({ user }: { user?: string }) => run(cx, { user }))
}
