/** Names and values as a form or a query has them (WHATWG URL, 5.1), but for bytes that the standard would repair. */

/**
 * A percent sign that begins no escape is one (`curl -d name=50%`).
 * @returns undefined where escapes are not UTF-8: repaired, two different texts, such as two passwords, would become one
 */
export function readPairs (text: string): Array<readonly [name: string, value: string]> | undefined {
  try {
    for (const [escapes] of text.matchAll(/(?:%[0-9a-f]{2})+/gi)) decodeURIComponent(escapes)
    return [...new URLSearchParams(text)]
  } catch {
    return undefined
  }
}
