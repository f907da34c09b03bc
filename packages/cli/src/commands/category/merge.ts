/** `fintrack category merge` */
import { mergeCategories } from '@fintrack/contract/categories'
import { moveCommand } from './move.ts'

export const define = moveCommand(mergeCategories, { one: 'Merged', preposition: 'into' }, `
Examples:
  fintrack category merge coffee food:coffee

Its transactions and all that lies below it move; where both have a budget for a month, the limits are added.
\`fintrack undo\` takes the whole of it back.
`)
