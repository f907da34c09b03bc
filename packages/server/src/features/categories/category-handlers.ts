import {
  changeCategory, createCategory, deleteCategory, getCategory, listCategories, replaceCategory, type Category,
} from '@fintrack/contract/categories'
import { handle, type Route } from '../../dispatch.ts'
import { mapped } from '../paging.ts'
import { etagOf, rowAnswers } from '../update.ts'
import type { CategoryRow, categoryService } from './category-service.ts'

function toWire ({ version: _, archived: __, ...row }: CategoryRow): Category {
  return row
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
    handle(deleteCategory, (context, { id, query }) => categories.remove(context, id, query)),
  ]
}
