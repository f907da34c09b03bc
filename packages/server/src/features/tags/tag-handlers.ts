import { deleteTag, listTags, renameTag, type Tag } from '@fintrack/contract/tags'
import { handle, type Route } from '../../dispatch.ts'
import { mapped } from '../paging.ts'
import { etagOf } from '../update.ts'
import { ownColumns, type CountedTag, type tagService } from './tag-service.ts'

function toWire ({ version: _, ...row }: CountedTag): Tag {
  return row
}

export function tagHandlers (tags: ReturnType<typeof tagService>): Route[] {
  return [
    handle(listTags, async (context, { query }) => mapped(await tags.list(context, query), toWire)),
    handle(renameTag, async (context, { id, body }) => {
      const row = await tags.rename(context, id, body.name)
      return { body: toWire(row), etag: etagOf(ownColumns(row)) }
    }),
    handle(deleteTag, (context, { id }) => tags.remove(context, id)),
  ]
}
