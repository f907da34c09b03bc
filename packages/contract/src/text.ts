/** What text is taken, how it is compared, and how it is quoted. */
import { EMAIL_MAX_CHARACTERS, PAYEE_MAX_CHARACTERS } from './limits.ts'

/** Controls (C0, C1, DEL) and lone surrogates: refused in every text, but for the tabs, LF and CR of a description. */
const CONTROL_BUT_BREAKS = /(?![\t\n\r])[\p{Cc}\p{Cs}]/u
/** What one line cannot hold: also Unicode's own line and paragraph separators. */
const CONTROL_OR_BREAK = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u

/**
 * More marks on one letter than any script needs: thirty, as in Unicode's stream-safe text (UAX #15). To normalise is to
 * sort each run of marks, in time that grows with its square. (The halfwidth sound marks become marks by NFKC.)
 */
const LONG_RUN_OF_MARKS = /([\p{M}\uff9e\uff9f]{30})[\p{M}\uff9e\uff9f]+/gu

/** The most UTF-16 units that a name comes in. A payee is the longest of them; NFC makes one character of eight at most. */
const NAME_MAX_UNITS = 8 * PAYEE_MAX_CHARACTERS

function withFewMarks (text: string): string {
  return text.replace(LONG_RUN_OF_MARKS, '$1')
}

/**
 * The one way to compare names: compatibility forms and case do not count, in any script, nor does what stands behind
 * thirty marks on one letter. Takes any text, in linear time.
 */
export function fold (text: string): string {
  // Nearly all text is ASCII, where only case counts.
  if (!/\P{ASCII}/u.test(text)) return text.toLowerCase()
  // Lower case can undo the normal form (İ with a cedilla below it), so that is made anew.
  return withFewMarks(withFewMarks(text).normalize('NFKC').toLowerCase().normalize('NFKC'))
}

/** A name as it is stored: trimmed, NFC. A text that is too long for any name is trimmed only, to stay linear. */
export function normalName (text: string): string {
  const trimmed = text.trim()
  return trimmed.length > NAME_MAX_UNITS ? trimmed : trimmed.normalize('NFC')
}

/** Length in code points, as JSON Schema counts. */
export function lengthOf (text: string): number {
  let secondHalves = 0
  for (const character of text) secondHalves += character.length - 1
  return text.length - secondHalves
}

/** Whether a text is one line of at most `most` characters, once it is trimmed. */
export function isLine (text: string, most: number): boolean {
  // A trimmed text hides leading and trailing breaks, so they are looked for in the whole.
  return !CONTROL_OR_BREAK.test(text) && lengthOf(normalName(text)) <= most
}

/** Whether a text is a name of 1 to `most` characters on one line, once it is trimmed. */
export function isName (text: string, most: number): boolean {
  return isLine(text, most) && text.trim() !== ''
}

/** Whether a text may stand in a description: anything but controls, with tabs and line breaks allowed. */
export function isProse (text: string, most: number): boolean {
  return !CONTROL_BUT_BREAKS.test(text) && lengthOf(text) <= most
}

/** Letters, marks and digits of any script and `@.+-_`. */
export function isUsername (text: string, most: number): boolean {
  // Some letters of Hangul are never seen.
  return isName(text, most) && /^[\p{L}\p{M}\p{N}@.+\-_]+$/u.test(normalName(text)) && !/\p{Default_Ignorable_Code_Point}/u.test(text)
}

const LABEL = '[\\p{L}\\p{N}](?:[\\p{L}\\p{M}\\p{N}-]{0,61}[\\p{L}\\p{M}\\p{N}])?'
const EMAIL = new RegExp(`^[^\\s@\\p{Cc}\\p{Cs}<>()[\\]\\\\,;:"]{1,64}@(?:${LABEL}\\.)+(?=[^.]{2})${LABEL}$`, 'u')

/** Looks like an address: a local part, and a domain of two labels or more, with letters of any script. `""` means none. */
export function isEmail (text: string): boolean {
  return text === '' || (text.length <= EMAIL_MAX_CHARACTERS && EMAIL.test(text))
}

const MOST_QUOTED = 60

/** JSON in which what a list or object holds in turn is an ellipsis: a body may be nested deeper than the stack. */
function outlineOf (value: object): string {
  return JSON.stringify(value, (_key, inner: unknown) => inner !== value && typeof inner === 'object' && inner !== null ? '…' : inner)
}

/** A value that came as JSON, as an error sentence shows it: as JSON, cut to a readable length. */
export function quote (value: unknown): string {
  // Cut first: a 64 MB value must not be copied for its first sixty characters.
  const text = typeof value === 'string'
    ? JSON.stringify(value.slice(0, 1000))
    : typeof value === 'object' && value !== null ? outlineOf(value) : String(value)
  const points = [...text]
  if (points.length <= MOST_QUOTED) return text
  return `${points.slice(0, MOST_QUOTED - 2).join('')}…${text.startsWith('"') ? '"' : ''}`
}

/** Words as English lists them: `a, b and c`. */
export function listed (words: readonly string[], conjunction: 'and' | 'or' = 'and'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${conjunction} ${words.at(-1)}`
}

/** `1 row`, `2 rows`, with grouped digits. */
export function counted (count: number, noun: string, plural = `${noun}s`): string {
  return `${String(count).replace(/\B(?=(?:[0-9]{3})+$)/g, ',')} ${count === 1 ? noun : plural}`
}

/** What a line of the table below holds; before its first cell nothing is in reach. */
function cost (line: readonly number[], at: number): number {
  return line[at] ?? Infinity
}

/** Edits between two texts, where a swap of neighbours is one edit (optimal string alignment). */
function distance (a: readonly string[], b: readonly string[]): number {
  let before: number[] = []
  let above = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (const [row, sign] of a.entries()) {
    const line = [row + 1]
    for (const [column, other] of b.entries()) {
      const swapped = sign === b[column - 1] && a[row - 1] === other
      line.push(Math.min(
        cost(above, column) + (sign === other ? 0 : 1),
        cost(above, column + 1) + 1,
        cost(line, column) + 1,
        cost(before, column - 1) + (swapped ? 1 : Infinity)
      ))
    }
    before = above
    above = line
  }
  return cost(above, b.length)
}

/**
 * The candidate that a person most likely meant: the fewest edits, at most a third of its length; else one that
 * begins with what was typed, or holds it as a word.
 */
export function nearest (typed: string, candidates: Iterable<string>): string | undefined {
  const wanted = [...fold(typed.slice(0, 200)).trim()]
  if (wanted.length === 0) return undefined
  const text = wanted.join('')
  let best: string | undefined
  let fewest = Infinity
  for (const candidate of candidates) {
    const name = fold(candidate)
    const letters = [...name]
    const edits = distance(wanted, letters)
    const close = edits <= Math.max(1, Math.floor(Math.max(letters.length, wanted.length) / 3))
    const starts = wanted.length >= 2 && (name.startsWith(text) || name.split(/[^\p{L}\p{N}]+/u).includes(text))
    // Whatever is only begun is further off than what is close.
    if ((close || starts) && edits < fewest) {
      fewest = edits
      best = candidate
    }
  }
  return best
}
