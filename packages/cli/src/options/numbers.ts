/** Ids as a person types them. */
import { CATEGORY_NAME_MAX_CHARACTERS, TOKEN_MAX_DAYS } from '@fintrack/contract/limits'
import { quote } from '@fintrack/contract/text'
import { usage } from '../errors/usage.ts'

/**
 * Ids, each once, in the order given. @throws UserError 'usage' for what is no number from 1 on
 * @param list the command that shows them
 */
export function parseIds (texts: readonly string[], noun = 'transaction', list = 'tx list'): number[] {
  return [...new Set(texts.map((text) => {
    if (!/^0*[1-9][0-9]{0,14}$/.test(text)) {
      throw usage(`${quote(text)} is not the id of a ${noun}.`, `\`fintrack ${list}\` shows the ids, such as 17.`)
    }
    return Number(text)
  }))]
}

/** @throws UserError 'usage' for what is no whole number from 1 on */
export function parseLimit (text: string): number {
  if (/^0*[1-9][0-9]{0,8}$/.test(text)) return Number(text)
  throw usage(`--limit is ${quote(text)}, which is not a number of rows.`, 'Write a whole number from 1 on.')
}

/** @throws UserError 'usage' for what is no depth of names */
export function parseDepth (text: string): number {
  const depth = Number(text)
  if (/^[0-9]{1,9}$/.test(text) && depth >= 1 && depth <= CATEGORY_NAME_MAX_CHARACTERS) return depth
  throw usage(
    `--depth is ${quote(text)}, which is not a whole number from 1 to ${CATEGORY_NAME_MAX_CHARACTERS}.`,
    'Write how many parts of a name are told apart: 1 sums Food:Restaurant into Food.'
  )
}

/** @throws UserError 'usage' for what is no whole number of days that a token may live */
export function parseDays (text: string): number {
  const days = Number(text)
  if (/^[0-9]{1,9}$/.test(text) && days >= 1 && days <= TOKEN_MAX_DAYS) return days
  throw usage(
    `--expires-days is ${quote(text)}, which is not a whole number from 1 to ${TOKEN_MAX_DAYS}.`,
    'Leave it out for a token that never expires.'
  )
}
