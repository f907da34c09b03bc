import { counted } from '@fintrack/contract/text'
import type { Command } from 'commander'
import { localBook } from '../../../api/embedded-transport.ts'
import type { Context } from '../../../context.ts'
import { asksForRows, newOutput, say } from '../../../output/output.ts'
import { streamOf, type View } from '../../../render/view.ts'
import { confirmed } from '../../../shapes/confirm.ts'
import { localOnly, operatedBook } from '../../../shapes/local-only.ts'

interface Rotation {
  readonly id?: never
  /** The id of the key that signs from now on. */
  readonly kid: string
  /** Older keys whose tokens are still accepted. */
  readonly older_keys: number
}

const ROTATION_VIEW: View<Rotation> = {
  noun: { one: 'key', many: 'keys' },
  columns: [
    { name: 'kid', value: ({ kid }) => kid },
    { name: 'older_keys', value: ({ older_keys: olderKeys }) => olderKeys, align: 'right' },
  ],
  keys: ['kid', 'older_keys'],
}

async function rotateSigningKeys (cx: Context, { endSessions }: { readonly endSessions: boolean }): Promise<void> {
  localOnly(cx, 'server keys rotate')
  const output = newOutput(cx, ROTATION_VIEW)
  const book = operatedBook(cx)
  const sessions = `the sessions of all users of ${book}`
  if (endSessions && !await confirmed(cx, { question: `End ${sessions}?`, deed: `Ending ${sessions}` })) {
    return say(cx, 'Nothing was changed.')
  }
  const { kid, olderKeys } = await (await localBook(cx)).rotateKeys(endSessions)
  if (asksForRows(cx)) await output.written(streamOf({ kid, older_keys: olderKeys }), true)
  const accepted = `${counted(olderKeys, 'older key')} ${olderKeys === 1 ? 'is' : 'are'} still accepted`
  say(cx, `The new key ${kid} signs for ${book} from now on${olderKeys === 0 ? '' : `; ${accepted}`}.`)
  if (endSessions) say(cx, 'Everyone has to log in again; access tokens of scripts stay valid.')
}

const EXAMPLES = `
Examples:
  fintrack server keys rotate
  fintrack server keys rotate --end-sessions
`

export function define (command: Command, cx: Context, run = rotateSigningKeys): void {
  command
    .option('--end-sessions', 'drop the older keys: everyone has to log in again')
    .addHelpText('after', EXAMPLES)
    .action(({ endSessions = false }: { endSessions?: boolean }) => run(cx, { endSessions }))
}
