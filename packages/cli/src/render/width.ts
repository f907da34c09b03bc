/** How many cells of a terminal a text takes, and cutting and filling to a number of cells. */
import { eastAsianWidth } from 'get-east-asian-width'
import { EMOJI } from './safe-text.ts'

/** No cell of its own: combining marks, ignorable characters, and the vowels and finals of a Hangul syllable. */
const MARKS = String.raw`[\p{Mn}\p{Me}\p{Default_Ignorable_Code_Point}\u1160-\u11ff\ud7b0-\ud7fb]`
const STARTS_WITH_MARK = new RegExp(`^${MARKS}`, 'u')
/** Two cells: an emoji, or a character that a variation selector or a keycap's sign makes one. */
const IS_EMOJI = /[\p{Emoji_Presentation}\ufe0f\u20e3]/u

/** What must not be cut apart: an emoji sequence (a flag, a family), or a character with its marks. */
const UNITS = new RegExp(`(?:${EMOJI}|[^])${MARKS}*`, 'gu')
/** ASCII, Latin letters, dashes, quotes, the ellipsis and bars: a cell each, without a look into Unicode's tables. */
const PLAIN = /^[ -~\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2580-\u259f]*$/

interface Unit { readonly text: string, readonly width: number }

function cellsOf (unit: string): number {
  if (STARTS_WITH_MARK.test(unit)) return 0
  return IS_EMOJI.test(unit) ? 2 : eastAsianWidth(Number(unit.codePointAt(0)))
}

function unitsOf (text: string): Unit[] {
  return Array.from(text.matchAll(UNITS), ([unit]) => ({ text: unit, width: cellsOf(unit) }))
}

export function widthOf (text: string): number {
  return PLAIN.test(text) ? text.length : unitsOf(text).reduce((sum, { width }) => sum + width, 0)
}

/**
 * A text of at most `most` cells: what does not fit ends in the ellipsis. (A wide character that would stand half
 * outside is left out, so the result may be a cell shorter.)
 */
export function cut (text: string, most: number, ellipsis = '…'): string {
  if (widthOf(text) <= most) return text
  const room = most - widthOf(ellipsis)
  let start = ''
  let taken = 0
  for (const unit of unitsOf(text)) {
    taken += unit.width
    if (taken > room) break
    start += unit.text
  }
  return start.trimEnd() + ellipsis.slice(0, Math.max(0, most))
}

/** Spaces behind a text, up to a width in cells. */
export function padRight (text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)))
}

/** Spaces before a text, up to a width in cells. */
export function padLeft (text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - widthOf(text))) + text
}
