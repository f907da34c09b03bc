import {
  changeCategory, createCategory, deleteCategory, getCategory, listCategories, replaceCategory, type Category,
} from '@fintrack/contract/categories'
import { handle, type Route } from '../../dispatch.ts'
import { mapped } from '../paging.ts'
import { etagOf } from '../etag.ts'
import type { CategoryRow, categoryService } from './category-service.ts'

function toWire ({ version: _, ...row }: CategoryRow): Category {
  return row
}

function answered (row: CategoryRow): { body: Category, etag: string } {
  return { body: toWire(row), etag: etagOf(row) }
}

export function categoryHandlers (categories: ReturnType<typeof categoryService>): Route[] {
  return [
    handle(listCategories, async ({ query }, { actor }) => mapped(await categories.list(actor.userId, query), toWire)),
    handle(createCategory, async ({ body }, { actor, origin }) => {
      const category = await categories.create(actor.userId, body, origin)
      return { ...answered(category), location: `/api/categories/${category.id}/` }
    }),
    handle(getCategory, async ({ id }, { actor }) => answered(await categories.get(actor.userId, id))),
    handle(replaceCategory, async ({ id, body }, context) => answered(await categories.update(context.actor.userId, id, body, context))),
    handle(changeCategory, async ({ id, body }, context) => answered(await categories.update(context.actor.userId, id, body, context))),
    handle(deleteCategory, async ({ id, query }, context) => {
      await categories.remove(context.actor.userId, id, query, context)
      return { body: undefined }
    }),
  ]
}
