/** `fintrack tag rm` */
import { deleteTag, type Tag } from '@fintrack/contract/tags'
import { counted } from '@fintrack/contract/text'
import type { Command } from 'commander'
import { unversioned } from '../../api/versioned.ts'
import type { Context } from '../../context.ts'
import { findTag } from '../../shapes/find-tag.ts'
import { removeMany } from '../../shapes/remove-many.ts'
import { takes } from '../../shapes/takes.ts'
import { TAG_VIEW } from './view.ts'

async function removeTag (cx: Context, name: string): Promise<void> {
  let count = 0
  await removeMany<Tag>(cx, TAG_VIEW, {
    async find () {
      const tag = await findTag(cx, name)
      count = tag.count
      return [unversioned(tag)]
    },
    name: (tag) => `the tag ${tag.name}`,
    consequence: () => count === 0
      ? ''
      : ` Its ${counted(count, 'transaction')} ${count === 1 ? 'stays' : 'stay'}, without it.`,
    remove: (api, { row: { id } }) => api.call(deleteTag, { id }),
  })
}

export function define (command: Command, cx: Context, run = removeTag): void {
  takes(command, { name: 'tag' })
  command
    .argument('<name>', 'its name')
    .addHelpText('after', '\nExamples:\n  fintrack tag rm trip\n')
    .action((name: string) => run(cx, name))
}
