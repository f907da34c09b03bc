/** `fintrack category rename` */
import { renameCategories } from '@fintrack/contract/categories'
import { moveCommand } from './move.ts'

export const define = moveCommand(renameCategories, { one: 'Renamed', preposition: 'to' }, `
Examples:
  fintrack category rename eating Food
  fintrack category rename food:restaurant Food:Out

What lies below it moves with it: Eating:Bar becomes Food:Bar.
`)
