import type { TagFilters } from '@fintrack/contract/tags'
import { Problem } from '@fintrack/contract/problem'
import { counted, quote } from '@fintrack/contract/text'
import type { RequestContext } from '../../request-context.ts'
import { noChange, type ChangeLog } from '../changes/change-log.ts'
import { paged, type Page } from '../paging.ts'
import { tagIdsOf } from '../transaction-json.ts'
import type { RecordingRepositories, Repositories, UnitOfWork } from '../repositories.ts'
import { requireMatch } from '../update.ts'
import type { CountedTag } from './tag-repository.ts'
import { tagsText } from './tag-values.ts'

export type { CountedTag }

function missing (id: number): Problem {
  return new Problem('not_found', `There is no tag ${id}.`)
}

async function getTag (repos: Pick<Repositories, 'tags'>, user: number, id: number): Promise<CountedTag> {
  const tag = await repos.tags.get(user, id)
  if (tag === undefined) throw missing(id)
  return tag
}

/** The tag's own columns: its count is of other rows. */
export function ownColumns ({ count: _, ...own }: CountedTag): object {
  return own
}

/** Takes a tag from every transaction that has it, or puts another in its place. @returns how many there were */
async function replaceTag (
  repos: RecordingRepositories, user: number, id: number, by: number | undefined
): Promise<number> {
  const ids = await repos.tags.transactions(user, id)
  await repos.transactions.updateEach(ids, (row) => {
    const rest = tagIdsOf(row).filter((one) => one !== id)
    return { tags: tagsText(by === undefined ? rest : [...rest, by]) }
  })
  return ids.length
}

export function tagService ({ uow, log }: { uow: UnitOfWork, log: ChangeLog }) {
  return {
    list: async ({ user }: RequestContext, query: TagFilters): Promise<Page<CountedTag>> => {
      const { name } = query
      if (name !== undefined) {
        const tag = await uow.read.tags.byName(user, name)
        return { body: tag === undefined ? [] : [tag] }
      }
      return paged<CountedTag>('tags', query, ['number'], (row) => [row.id],
        (after, most) => uow.scan(user, (repos) => repos.tags.page(user, after, most)))
    },

    get: ({ user }: RequestContext, id: number): Promise<CountedTag> => getTag(uow.read, user, id),

    /** Where another tag has the name, the two become that one. */
    rename: (context: RequestContext, id: number, given: string): Promise<CountedTag> =>
      log.write(context, 'change', async (repos) => {
        const { user } = context
        const name = given.normalize('NFC')
        const tag = await getTag(repos, user, id)
        requireMatch(context.ifMatch, ownColumns(tag), `Tag ${id}`)
        if (tag.name === name) return noChange(tag)
        const other = await repos.tags.byName(user, name)
        if (other !== undefined && other.id !== id) {
          const rows = await replaceTag(repos, user, id, other.id)
          await repos.tags.remove(id)
          const result = await getTag(repos, user, other.id)
          const moved = counted(rows, 'transaction')
          return { result, summary: `Merged tag ${id} (${quote(tag.name)}) into ${quote(other.name)}; moved ${moved}` }
        }
        await repos.tags.update(id, { name })
        const result = await getTag(repos, user, id)
        return { result, summary: `Renamed tag ${id} (${quote(tag.name)}): now ${quote(name)}` }
      }),

    /** Every transaction that has it stays, without it. */
    remove: (context: RequestContext, id: number): Promise<void> => log.write(context, 'delete', async (repos) => {
      const { user } = context
      const tag = await getTag(repos, user, id)
      requireMatch(context.ifMatch, ownColumns(tag), `Tag ${id}`)
      const rows = await replaceTag(repos, user, id, undefined)
      await repos.tags.remove(id)
      const rest = rows === 0 ? '' : `; took it from ${counted(rows, 'transaction')}`
      return { result: undefined, summary: `Deleted tag ${id}: ${quote(tag.name)}${rest}` }
    }),
  }
}
