/**
 * Puts an apostrophe before the text cells of a CSV that a spreadsheet would run as a formula (OWASP, "CSV Injection").
 * So that nothing is lost, a text that already begins with apostrophes before such a character gets one more, and
 * reading takes exactly one away.
 */
const FORMULA = /^'*[=+\-@\t\r]/
const DISARMED = /^'+[=+\-@\t\r]/

export function disarm (text: string): string {
  return FORMULA.test(text) ? `'${text}` : text
}

/** The inverse of `disarm`. */
export function rearm (cell: string): string {
  return DISARMED.test(cell) ? cell.slice(1) : cell
}
