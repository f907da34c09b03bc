/** Ids as a person types them. */
import { quote } from '@fintrack/contract/text'
import { usage } from '../fault.ts'

/** Ids of transactions, each once, in the order given. @throws Fault 'usage' for what is no number from 1 on */
export function parseIds (texts: readonly string[]): number[] {
  return [...new Set(texts.map((text) => {
    if (!/^0*[1-9][0-9]{0,14}$/.test(text)) {
      throw usage(`${quote(text)} is not the id of a transaction.`, '`fintrack tx list` shows the ids, such as 17.')
    }
    return Number(text)
  }))]
}
