/** Reads a JSON text as a body: one object of limited depth, with no name given twice. */
import { invalid, Problem } from '@fintrack/contract/problem'
import { isRecord } from '@fintrack/contract/validate'
import { parse as parseJson } from 'secure-json-parse'

/** Bodies are flat; this leaves room for a nested value that its field then refuses. */
const MAX_LEVELS = 32

function malformed (sentence: string): Problem {
  return new Problem('malformed_request', sentence)
}

/**
 * Finds in a text that is valid JSON what its value does not show: how deep it is, and names given twice, of which the
 * value holds the last while another reader may hold the first.
 */
function outlineOf (json: string): { readonly levels: number, readonly repeated: readonly string[] } {
  const seen = new Set<string>()
  const repeated: string[] = []
  let [level, levels] = [0, 0]
  for (const [token, text, colon] of json.matchAll(/("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|[{}[\]]/g)) {
    if (text === undefined) {
      level += token === '{' || token === '[' ? 1 : -1
      levels = Math.max(levels, level)
    } else if (colon !== undefined && level === 1) {
      const name = String(JSON.parse(text))
      if (seen.has(name)) repeated.push(name)
      seen.add(name)
    }
  }
  return { levels, repeated }
}

/** Throws the Problem malformed_request, or validation_failed for a name given twice. */
export function jsonOf (text: string): object {
  let value: unknown
  try {
    value = parseJson(text, undefined, { protoAction: 'error', constructorAction: 'error' })
  } catch {
    throw malformed(text.trim() === ''
      ? 'The body is empty; send a JSON object, such as {"name": "value"}.'
      : 'The body is not valid JSON.')
  }
  const { levels, repeated } = outlineOf(text)
  if (levels > MAX_LEVELS) throw malformed(`The body is nested ${levels} levels deep; the most is ${MAX_LEVELS}.`)
  if (!isRecord(value)) throw malformed('The body must be a JSON object, such as {"name": "value"}.')
  if (repeated.length > 0) {
    const sentences = ['This field was given more than once; give it once.']
    throw invalid(Object.fromEntries(repeated.map((name) => [name, sentences])))
  }
  return value
}
