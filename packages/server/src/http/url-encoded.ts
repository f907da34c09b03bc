/**
 * The names and values of a form or a query (WHATWG URL, 5.1). A percent sign that begins no escape stands for itself
 * (`curl -d name=50%`). Undefined where escapes are not UTF-8: the standard would repair them, and so turn two
 * different texts, such as two passwords, into one.
 */
export function readPairs (text: string): Array<readonly [name: string, value: string]> | undefined {
  try {
    for (const [escapes] of text.matchAll(/(?:%[0-9a-f]{2})+/gi)) decodeURIComponent(escapes)
    return [...new URLSearchParams(text)]
  } catch {
    return undefined
  }
}
