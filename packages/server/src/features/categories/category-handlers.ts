import {
  changeCategory, createCategory, deleteCategory, getCategory, listCategories, replaceCategory,
} from '@fintrack/contract/categories'
import { handle, type Route } from '../../dispatch.ts'
import type { categoryService } from './category-service.ts'

export function categoryHandlers (categories: ReturnType<typeof categoryService>): Route[] {
  return [
    handle(listCategories, ({ query }, { actor }) => categories.list(actor.userId, query)),
    handle(createCategory, async ({ body }, { actor }) => {
      const category = await categories.create(actor.userId, body)
      return { body: category, location: `/api/categories/${category.id}/` }
    }),
    handle(getCategory, async ({ id }, { actor }) => ({ body: await categories.get(actor.userId, id) })),
    handle(replaceCategory, async ({ id, body }, { actor }) => ({ body: await categories.update(actor.userId, id, body) })),
    handle(changeCategory, async ({ id, body }, { actor }) => ({ body: await categories.update(actor.userId, id, body) })),
    handle(deleteCategory, async ({ id, query }, { actor }) => {
      await categories.remove(actor.userId, id, query)
      return { body: undefined }
    }),
  ]
}
