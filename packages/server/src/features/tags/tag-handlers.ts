import { deleteTag, getTag, listTags, renameTag, type Tag } from '@fintrack/contract/tags'
import { handle, type Route } from '../../dispatch.ts'
import { mapped } from '../paging.ts'
import { etagOf, rowAnswers } from '../update.ts'
import { ownColumns, type CountedTag, type tagService } from './tag-service.ts'

function toWire ({ version: _, ...row }: CountedTag): Tag {
  return row
}

const { shown } = rowAnswers(toWire, (row: CountedTag) => etagOf(ownColumns(row)))

export function tagHandlers (tags: ReturnType<typeof tagService>): Route[] {
  return [
    handle(listTags, async (context, { query }) => mapped(await tags.list(context, query), toWire)),
    handle(getTag, async (context, { id }) => shown(await tags.get(context, id))),
    handle(renameTag, async (context, { id, body }) => shown(await tags.rename(context, id, body.name))),
    handle(deleteTag, (context, { id }) => tags.remove(context, id)),
  ]
}
