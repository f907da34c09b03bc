/** Ids as a person types them. */
import { quote } from '@fintrack/contract/text'
import { usage } from '../fault.ts'

/**
 * Ids, each once, in the order given. @throws Fault 'usage' for what is no number from 1 on
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
