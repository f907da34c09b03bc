/** `fintrack tag rename` */
import { renameTag } from '@fintrack/contract/tags'
import { counted } from '@fintrack/contract/text'
import type { Command } from 'commander'
import type { Context } from '../../context.ts'
import { newOutput, say } from '../../output/output.ts'
import { streamOf } from '../../render/view.ts'
import { findTag } from '../../shapes/find-tag.ts'
import { takes } from '../../shapes/takes.ts'
import { TAG_VIEW } from './view.ts'

interface RenameOptions { readonly from: string, readonly to: string }

async function renameTagTo (cx: Context, { from, to }: RenameOptions): Promise<void> {
  const output = newOutput(cx, TAG_VIEW)
  const before = await findTag(cx, from)
  const { body: after } = await (await cx.api()).call(renameTag, { id: before.id, body: { name: to } })
  await output.written(streamOf(after), true)
  if (after.id !== before.id) {
    const rows = `${counted(after.count, 'transaction')} ${after.count === 1 ? 'has' : 'have'}`
    say(cx, `Merged the tag ${before.name} into ${after.name}, which ${rows} now.`)
  } else if (after.name === before.name) {
    say(cx, `The tag is called ${after.name} already.`)
  } else {
    say(cx, `Renamed the tag ${before.name} to ${after.name}.`)
  }
}

const EXAMPLES = `
Examples:
  fintrack tag rename trip trip/rome
`

export function define (command: Command, cx: Context, run = renameTagTo): void {
  takes(command, { old: 'tag', new: 'tag' })
  command
    .argument('<old>', 'its name')
    .argument('<new>', 'letters, digits, - and _, with / between the parts of a path')
    .addHelpText('after', EXAMPLES)
    .action((from: string, to: string) => run(cx, { from, to }))
}
