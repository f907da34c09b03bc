/** Reads a JSON text as a body: one object of limited depth, with no name given twice. */
import { MOST_NAMES } from '@fintrack/contract/limits'
import { invalid, Problem } from '@fintrack/contract/problem'
import { isRecord } from '@fintrack/contract/validate'
import { parse as parseJson } from 'secure-json-parse'

/** Bodies are flat; this leaves room for a nested value that its field then refuses. */
const MAX_LEVELS = 32

/** Five times what a bulk write of 1,000 rows with every field holds; what more a text can hold takes long to read. */
const MAX_VALUES = 50_000

function malformed (sentence: string): Problem {
  return new Problem('malformed_request', sentence)
}

/** Whether a sign is escaped: an odd number of backslashes stands before it. */
function isEscaped (json: string, at: number): boolean {
  let first = at
  while (json[first - 1] === '\\') first -= 1
  return (at - first) % 2 === 1
}

/** @param start of a string, its quote. @returns where its other quote is, or the end of a text that has none */
function endOfString (json: string, start: number): number {
  let end = json.indexOf('"', start + 1)
  while (end !== -1 && isEscaped(json, end)) end = json.indexOf('"', end + 1)
  return end === -1 ? json.length : end
}

/** Whether a string that ends there is a name. */
function isName (json: string, end: number): boolean {
  let at = end + 1
  while (/\s/.test(json.charAt(at))) at += 1
  return json[at] === ':'
}

/**
 * Looks a text over before anything is made of it, whether it is valid JSON or not. It goes from sign to sign, which
 * takes a third of the time of a regular expression: a body of 2 MiB must not hold up others.
 * @returns the names of its own fields, as they are written
 * @throws Problem malformed_request where there are too many of them or of all values, or where it is too deep
 */
function namesIn (json: string): string[] {
  const names: string[] = []
  let [level, levels, values] = [0, 0, 0]
  for (let at = 0; at < json.length; at += 1) {
    const sign = json[at]
    if (sign === '"') {
      const end = endOfString(json, at)
      if (level === 1 && isName(json, end)) names.push(json.slice(at, end + 1))
      at = end
    } else if (sign === ',') {
      values += 1
    } else if (sign === '{' || sign === '[') {
      values += 1
      level += 1
      levels = Math.max(levels, level)
    } else if (sign === '}' || sign === ']') {
      level -= 1
    }
    if (names.length > MOST_NAMES) throw malformed(`The body has more than ${MOST_NAMES} fields.`)
    if (values > MAX_VALUES) throw malformed(`The body holds more than ${MAX_VALUES} values; send it in parts.`)
  }
  if (levels > MAX_LEVELS) throw malformed(`The body is nested ${levels} levels deep; the most is ${MAX_LEVELS}.`)
  return names
}

/** Names given twice, of which the value holds the last while another reader may hold the first. */
function repeatedOf (names: readonly string[]): Set<string> {
  const seen = new Set<string>()
  const repeated = new Set<string>()
  for (const name of names.map((text) => String(JSON.parse(text)))) (seen.has(name) ? repeated : seen).add(name)
  return repeated
}

/** Throws the Problem malformed_request, or validation_failed for a name given twice. */
export function jsonOf (text: string): object {
  const names = namesIn(text)
  let value: unknown
  try {
    value = parseJson(text, undefined, { protoAction: 'error', constructorAction: 'error' })
  } catch {
    throw malformed(text.trim() === ''
      ? 'The body is empty; send a JSON object, such as {"name": "value"}.'
      : 'The body is not valid JSON.')
  }
  if (!isRecord(value)) throw malformed('The body must be a JSON object, such as {"name": "value"}.')
  const repeated = repeatedOf(names)
  if (repeated.size > 0) {
    const sentences = ['This field was given more than once; give it once.']
    throw invalid(Object.fromEntries([...repeated].map((name) => [name, sentences])))
  }
  return value
}
