/** `fintrack tag list` */
import { listTags } from '@fintrack/contract/tags'
import { listCommand } from '../../shapes/list-command.ts'
import { TAG_VIEW } from './view.ts'

export const define = listCommand(
  TAG_VIEW,
  (api, query) => api.call(listTags, { query }),
  'There are no tags yet; `fintrack tx edit 17 --tag trip` makes one.',
  'fintrack tag list'
)
