/** The names and values of a form or a query (WHATWG URL, 5.1). */
import { MOST_NAMES } from '@fintrack/contract/limits'
import { Problem } from '@fintrack/contract/problem'

/** Whether a text has more of them, the empty ones included; it reads no further than to one too many. */
function isTooMany (text: string): boolean {
  let at = -1
  for (let pairs = 1; pairs <= MOST_NAMES; pairs += 1) {
    at = text.indexOf('&', at + 1)
    if (at === -1) return false
  }
  return true
}

/**
 * A percent sign that begins no escape stands for itself (`curl -d name=50%`).
 * @param kind what a sentence calls the text
 * @throws Problem malformed_request where there are too many, and where escapes are not UTF-8: the standard would
 * repair them, and so turn two different texts, such as two passwords, into one
 */
export function readPairs (text: string, kind: 'form' | 'query'): Array<readonly [name: string, value: string]> {
  if (isTooMany(text)) {
    const parts = kind === 'form' ? 'fields' : 'parameters'
    throw new Problem('malformed_request', `The ${kind} has more than ${MOST_NAMES} ${parts}.`)
  }
  try {
    decodeURIComponent(text.replace(/%(?![0-9a-f]{2})/gi, '%25'))
  } catch {
    throw new Problem('malformed_request', `The ${kind} is not UTF-8 text.`)
  }
  return [...new URLSearchParams(text)]
}
