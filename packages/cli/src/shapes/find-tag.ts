/** Finding a tag, which has a name and no other way in: also one of digits only. */
import { Problem } from '@fintrack/contract/problem'
import { listTags, type Tag } from '@fintrack/contract/tags'
import { quote } from '@fintrack/contract/text'
import type { Context } from '../context.ts'
import { HintedProblem } from '../errors/hints.ts'

/** @throws Problem not_found */
export async function findTag (cx: Context, name: string): Promise<Tag> {
  const { body: [tag] } = await (await cx.api()).call(listTags, { query: { name } })
  if (tag !== undefined) return tag
  throw new HintedProblem(
    new Problem('not_found', `There is no tag ${quote(name)}.`), '`fintrack tag list` lists the tags.'
  )
}
