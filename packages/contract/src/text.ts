/** Which texts are valid, how they are compared, and how sentences quote, list and count. */
import { DESCRIPTION_MAX_CHARACTERS, EMAIL_MAX_CHARACTERS, PAYEE_MAX_CHARACTERS } from './limits.ts'

/** Controls (C0, C1, DEL) and lone surrogates: refused in every text, but for the tabs, LF and CR of a description. */
const CONTROL_BUT_BREAKS = /(?![\t\n\r])[\p{Cc}\p{Cs}]/u
/** What one line cannot hold: also Unicode's own line and paragraph separators. */
const CONTROL_OR_BREAK = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u

/**
 * More marks on one letter than any script needs: thirty, as in Unicode's stream-safe text (UAX #15). Normalising sorts
 * each run of marks, in time that grows with its square. (NFKC turns the halfwidth sound marks into marks.)
 */
const LONG_RUN_OF_MARKS = /([\p{M}\uff9e\uff9f]{30})[\p{M}\uff9e\uff9f]+/gu

/** The most UTF-16 units of a name. A payee is the longest name, and NFC makes one character of eight at most. */
const NAME_MAX_UNITS = 8 * PAYEE_MAX_CHARACTERS

function withFewMarks (text: string): string {
  return text.replace(LONG_RUN_OF_MARKS, '$1')
}

/**
 * How usernames, logins and what is counted of them are compared: it ignores compatibility forms and case, in any
 * script, and every mark after the thirtieth on one letter. Takes any text, in linear time.
 */
export function fold (text: string): string {
  // Nearly all text is ASCII, where only case counts.
  if (!/\P{ASCII}/u.test(text)) return text.toLowerCase()
  // Lower case can undo the normal form (İ with a cedilla below it), so this normalises once more.
  return withFewMarks(withFewMarks(text).normalize('NFKC').toLowerCase().normalize('NFKC'))
}

/** The lower case that letters have in common whose upper case is the same: ß is ss, and ς is σ. */
function throughUpperCase (text: string): string {
  return text.toLowerCase().toUpperCase().toLowerCase().replaceAll('ς', 'σ')
}

/** Unicode's full case folding of a text with few marks. The dotless ı is no i there, though its upper case is I. */
function foldCase (text: string): string {
  return text.split('ı').map(throughUpperCase).join('ı')
}

/**
 * How the names of categories, accounts and tags are compared, of which no two are the same: compatibility forms do
 * not count, nor does case, by Unicode's full case folding; accents do. Takes any text, in linear time.
 */
export function foldName (text: string): string {
  if (!/\P{ASCII}/u.test(text)) return text.toLowerCase()
  let folded = withFewMarks(text).normalize('NFKD')
  // Twice, as Unicode has it (D146): case may make a letter of a mark, and the normal form letters that have a case.
  for (let round = 0; round < 2; round += 1) folded = withFewMarks(foldCase(folded)).normalize('NFKC')
  return folded
}

/** Letters with a stroke or a hook, and two letters in one: Unicode does not take them apart. */
const BASE_LETTERS: Readonly<Record<string, string>> = {
  æ: 'ae', œ: 'oe', ð: 'd', þ: 'th', ŋ: 'n', ı: 'i', ȷ: 'j', ĸ: 'k', ꜳ: 'aa', ꜵ: 'ao', ꜷ: 'au', ꜹ: 'av', ꜽ: 'ay',
  ꝏ: 'oo', ꝡ: 'vy', ȸ: 'db', ȹ: 'qp', ⱥ: 'a', ƀ: 'b', ɓ: 'b', ƃ: 'b', ȼ: 'c', ƈ: 'c', đ: 'd', ɖ: 'd', ɗ: 'd', ƌ: 'd',
  ɇ: 'e', ƒ: 'f', ǥ: 'g', ɠ: 'g', ħ: 'h', ⱨ: 'h', ɨ: 'i', ɉ: 'j', ƙ: 'k', ⱪ: 'k', ꝁ: 'k', ł: 'l', ƚ: 'l', ⱡ: 'l',
  ɱ: 'm', ƞ: 'n', ɲ: 'n', ø: 'o', ꝋ: 'o', ɵ: 'o', ƥ: 'p', ꝑ: 'p', ɋ: 'q', ɍ: 'r', ɽ: 'r', ȿ: 's', ŧ: 't', ƭ: 't',
  ʈ: 't', ⱦ: 't', ʉ: 'u', ʋ: 'v', ⱳ: 'w', ɏ: 'y', ƴ: 'y', ƶ: 'z', ȥ: 'z', ⱬ: 'z', ɀ: 'z',
}
const WITHOUT_BASE = new RegExp(`[${Object.keys(BASE_LETTERS).join('')}]`, 'gu')
/** The halfwidth sound marks become marks. */
const MARKS = /[\p{M}\uff9e\uff9f]+/gu

function withoutMarks (text: string): string {
  // Before it is normalised, which sorts long runs of marks, and once more: a letter may hold marks.
  return text.replace(MARKS, '').normalize('NFKD').replace(MARKS, '')
}

/**
 * How a text is searched, and what is searched for: neither compatibility forms nor case nor accents count, in any
 * script, and a letter with a stroke is the one without. Takes any text, in linear time.
 */
export function foldSearch (text: string): string {
  if (!/\P{ASCII}/u.test(text)) return text.toLowerCase()
  return withoutMarks(throughUpperCase(withoutMarks(text)))
    .replace(WITHOUT_BASE, (letter) => String(BASE_LETTERS[letter]))
    // Composes the syllables of Hangul again; nothing else is left to compose.
    .normalize('NFC')
}

/** The words of a text to search for, each once; all of them must be found. */
export function searchWords (text: string): string[] {
  return [...new Set(foldSearch(text).split(/\s+/u).filter((word) => word !== ''))]
}

/** How many units of UTF-16 one may become (U+FDFA, by NFKC). */
const MOST_OF_ONE = 18

/** How many units behind a place may still change what stands before it, such as marks that go with a letter. */
const MOST_TOGETHER = 100

/** The first units of UTF-16 of a folded text, without half a character; little more of the text is folded for them. */
export function foldStart (text: string, units: number, foldOf = foldSearch): string {
  const enough = units + MOST_TOGETHER
  let length = Math.ceil(enough / MOST_OF_ONE)
  let folded = foldOf(text.slice(0, length))
  while (length < text.length && folded.length < enough) {
    length *= 2
    folded = foldOf(text.slice(0, length))
  }
  return folded.slice(0, units).replace(/[\uD800-\uDBFF]$/, '')
}

/**
 * What is stored beside a text, to search in: as long as a description may be, though some letters become eighteen.
 * @param others that are found with it, all of them together as long again
 */
export function searchKey (text: string, others: readonly string[] = []): string {
  const key = foldStart(text, DESCRIPTION_MAX_CHARACTERS)
  const rest = others.filter((one) => one !== '').join('\n')
  return rest === '' ? key : `${key}\n${foldStart(rest, DESCRIPTION_MAX_CHARACTERS)}`
}

/** A name as it is stored: trimmed and in NFC. Only trims a text that is too long for any name, to stay linear. */
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

/** Whether a text, trimmed, is one line of at most `most` characters. */
export function isLine (text: string, most: number): boolean {
  // Trimming would hide leading and trailing breaks, so this tests the whole text.
  return !CONTROL_OR_BREAK.test(text) && lengthOf(normalName(text)) <= most
}

/** Whether a text, trimmed, is a name of 1 to `most` characters on one line. */
export function isName (text: string, most: number): boolean {
  return isLine(text, most) && text.trim() !== ''
}

/** What is seen by itself: no mark, which needs a sign to stand on, nor the blank of Braille. */
const VISIBLE = /[^\p{Default_Ignorable_Code_Point}\p{Z}\p{M}\p{Cc}\p{Cf}\p{Cs}\u2800]/u

export function isVisible (text: string): boolean {
  return VISIBLE.test(text)
}

/** What nobody can read in a new name, as a sentence; undefined where there is nothing of it. */
export function faultOfSigns (name: string): string | undefined {
  if (/\p{Bidi_Control}/u.test(name)) {
    return `${quote(name)} holds signs that turn the direction of a text; leave them out.`
  }
  return isVisible(name) ? undefined : `${quote(name)} shows nothing; add a letter.`
}

/** Whether a text may be a description: it has no control characters except tabs and line breaks. */
export function isProse (text: string, most: number): boolean {
  return !CONTROL_BUT_BREAKS.test(text) && lengthOf(text) <= most
}

/** Letters, marks and digits of any script, `-` and `_`, in parts with `/` between them, which all show something. */
export function isTag (text: string, most: number): boolean {
  return lengthOf(text) <= most && /^[\p{L}\p{M}\p{N}_/-]+$/u.test(text) && text.split('/').every(isVisible)
}

/** Letters, marks and digits of any script and `@.+-_`. */
export function isUsername (text: string, most: number): boolean {
  if (!isName(text, most) || !/^[\p{L}\p{M}\p{N}@.+\-_]+$/u.test(normalName(text))) return false
  // Some letters of Hangul are invisible.
  return !/\p{Default_Ignorable_Code_Point}/u.test(text)
}

const LABEL = '[\\p{L}\\p{N}](?:[\\p{L}\\p{M}\\p{N}-]{0,61}[\\p{L}\\p{M}\\p{N}])?'
const EMAIL = new RegExp(`^[^\\s@\\p{Cc}\\p{Cs}<>()[\\]\\\\,;:"]{1,64}@(?:${LABEL}\\.)+(?=[^.]{2})${LABEL}$`, 'u')

/**
 * Whether a text looks like an address: a local part and a domain of two labels or more, with letters of any script.
 * `""` means that there is none.
 */
export function isEmail (text: string): boolean {
  return text === '' || (text.length <= EMAIL_MAX_CHARACTERS && EMAIL.test(text))
}

const MAX_QUOTED_CHARACTERS = 60

/** JSON with an ellipsis for each inner list and object: a body may be nested deeper than the stack. */
function outlineOf (value: object): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== value && typeof inner === 'object' && inner !== null ? '…' : inner)
}

/** A value as an error sentence shows it: as JSON, cut to a readable length. */
export function quote (value: unknown): string {
  // Cut first: a 64 MB value must not be copied for its first sixty characters.
  const text = typeof value === 'string'
    ? JSON.stringify(value.slice(0, 1000))
    : typeof value === 'object' && value !== null ? outlineOf(value) : String(value)
  const points = [...text]
  if (points.length <= MAX_QUOTED_CHARACTERS) return text
  return `${points.slice(0, MAX_QUOTED_CHARACTERS - 2).join('')}…${text.startsWith('"') ? '"' : ''}`
}

/** Words as English lists them: `a, b and c`. */
export function listed (words: readonly string[], conjunction: 'and' | 'or' = 'and'): string {
  return new Intl.ListFormat('en-GB', { type: conjunction === 'and' ? 'conjunction' : 'disjunction' }).format(words)
}

/** `1 row`, `2 rows`, with grouped digits. */
export function counted (count: number, noun: string, plural = `${noun}s`): string {
  // A small number asks for no rules of a language: to load them takes longer than most commands.
  const digits = count < 1000 ? String(count) : count.toLocaleString('en-GB')
  return `${digits} ${count === 1 ? noun : plural}`
}

/** A cell of the table below; infinity where it was not computed. */
function cost (line: readonly number[], at: number): number {
  return line[at] ?? Infinity
}

/**
 * Edits between two texts, where a swap of neighbours is one edit (optimal string alignment); infinity where there are
 * more than `most`. Only cells near the diagonal are computed: others cost more than that.
 */
function distance (a: readonly string[], b: readonly string[], most: number): number {
  if (Math.abs(a.length - b.length) > most) return Infinity
  let before: number[] = []
  let above = Array.from({ length: Math.min(b.length, most) + 1 }, (_, at) => at)
  let leastAbove = 0
  for (const [row, sign] of a.entries()) {
    const line: number[] = []
    if (row < most) line[0] = row + 1
    let least = cost(line, 0)
    for (let column = Math.max(0, row - most); column < Math.min(b.length, row + most + 1); column += 1) {
      const other = b[column]
      const swapped = row > 0 && sign === b[column - 1] && a[row - 1] === other
      const edits = Math.min(
        cost(above, column) + (sign === other ? 0 : 1),
        cost(above, column + 1) + 1,
        cost(line, column) + 1,
        cost(before, column - 1) + (swapped ? 1 : Infinity)
      )
      line[column + 1] = edits
      least = Math.min(least, edits)
    }
    // A swap reaches over one line.
    if (least > most && leastAbove >= most) return Infinity
    leastAbove = least
    before = above
    above = line
  }
  return cost(above, b.length) > most ? Infinity : cost(above, b.length)
}

/** The most candidates that a suggestion looks at. */
export const NEAREST_MAX_CANDIDATES = 1000
/** The most cells of tables of edits that it computes: some milliseconds. Then only its beginning counts. */
const NEAREST_MAX_CELLS = 200_000
/** Of a text that is longer only its beginning is compared. */
const NEAREST_MAX_CHARACTERS = 200

/**
 * The candidate that a person most likely meant: the one with the fewest edits, at most a third of its length; else one
 * that begins with the typed text, or holds it as a word. Its work is bounded, whatever is typed and however many
 * candidates there are.
 */
export function nearest (typed: string, candidates: Iterable<string>): string | undefined {
  const wanted = [...fold(typed.slice(0, NEAREST_MAX_CHARACTERS)).trim()]
  if (wanted.length === 0) return undefined
  const text = wanted.join('')
  let best: string | undefined
  let fewest = Infinity
  let looked = 0
  let cells = 0
  for (const candidate of candidates) {
    if ((looked += 1) > NEAREST_MAX_CANDIDATES) break
    const name = fold(candidate.slice(0, NEAREST_MAX_CHARACTERS))
    const letters = [...name]
    const longer = Math.max(letters.length, wanted.length)
    const most = Math.min(Math.max(1, Math.floor(longer / 3)), fewest - 1)
    let edits = Infinity
    if (wanted.length >= 2 && (name.startsWith(text) || name.split(/[^\p{L}\p{N}]+/u).includes(text))) {
      // All other letters are inserted.
      edits = letters.length - wanted.length
    } else if (cells < NEAREST_MAX_CELLS) {
      edits = distance(wanted, letters, most)
      cells += wanted.length * (2 * most + 1)
    }
    if (edits < fewest) {
      fewest = edits
      best = candidate
    }
  }
  return best
}
