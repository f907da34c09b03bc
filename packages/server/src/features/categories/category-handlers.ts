import {
  changeCategory, createCategory, deleteCategory, getCategory, listCategories, mergeCategories, renameCategories,
  replaceCategory, type Category,
} from '@fintrack/contract/categories'
import { handle, type Route } from '../../dispatch.ts'
import { mapped } from '../paging.ts'
import { etagOf, rowAnswers } from '../update.ts'
import type { CategoryRow, categoryService } from './category-service.ts'

function toWire ({ id, name, type, archived }: CategoryRow): Category {
  return { id, name, type, archived: archived === 1 }
}

const { shown, created } = rowAnswers(toWire, etagOf)

export function categoryHandlers (categories: ReturnType<typeof categoryService>): Route[] {
  return [
    handle(listCategories, async (context, { query }) => mapped(await categories.list(context, query), toWire)),
    handle(
      createCategory, async (context, { body }) => created(createCategory.path, await categories.create(context, body))
    ),
    handle(getCategory, async (context, { id }) => shown(await categories.get(context, id))),
    handle(replaceCategory, async (context, { id, body }) => shown(await categories.update(context, id, body))),
    handle(changeCategory, async (context, { id, body }) => shown(await categories.update(context, id, body))),
    handle(renameCategories, async (context, { body }) => ({ body: await categories.rename(context, body) })),
    handle(mergeCategories, async (context, { body }) => ({ body: await categories.merge(context, body) })),
    handle(deleteCategory, (context, { id, query }) => categories.remove(context, id, query)),
  ]
}
