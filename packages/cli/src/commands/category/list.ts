/** `fintrack category list` */
import { listCategories } from '@fintrack/contract/categories'
import { listCommand } from '../../shapes/list-command.ts'
import { CATEGORY_VIEW } from './view.ts'

export const define = listCommand(
  CATEGORY_VIEW,
  (api, query) => api.call(listCategories, { query }),
  'There are no categories yet; `fintrack category add groceries` adds one.'
)
