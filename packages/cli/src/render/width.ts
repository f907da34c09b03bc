/** How many cells of a terminal a text takes, and cutting and filling to a number of cells. */
import stringWidth from 'string-width'
import { EMOJI } from './safe-text.ts'

/** No cell of its own: combining marks, ignorable characters, and the vowels and finals of a Hangul syllable. */
const MARKS = String.raw`[\p{Mn}\p{Me}\p{Default_Ignorable_Code_Point}\u1160-\u11ff\ud7b0-\ud7fb]`

/**
 * What must not be cut apart: an emoji sequence (a flag, a family), or a character with its marks. (Not a grapheme
 * cluster: string-width gives a cluster one cell where a terminal gives a Thai or Devanagari vowel one of its own.)
 */
const UNITS = new RegExp(`(?:${EMOJI}|[^])${MARKS}*`, 'gu')
/** Printable ASCII and Latin letters: a cell each. */
const PLAIN = /^[ -~\u00a1-\u00ac\u00ae-\u02ff]*$/

interface Unit { readonly text: string, readonly width: number }

/** string-width takes its time for each, and texts repeat their units. */
const widths = new Map<string, number>()

function widthOfUnit (unit: string): number {
  if (PLAIN.test(unit)) return unit.length
  const width = widths.get(unit) ?? stringWidth(unit, { countAnsiEscapeCodes: true })
  widths.set(unit, width)
  return width
}

function unitsOf (text: string): Unit[] {
  return Array.from(text.matchAll(UNITS), ([unit]) => ({ text: unit, width: widthOfUnit(unit) }))
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
  let kept = ''
  let taken = 0
  for (const unit of unitsOf(text)) {
    taken += unit.width
    if (taken > room) break
    kept += unit.text
  }
  return kept.trimEnd() + ellipsis.slice(0, Math.max(0, most))
}

/** Spaces behind a text, up to a width in cells. */
export function padRight (text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)))
}

/** Spaces before a text, up to a width in cells. */
export function padLeft (text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - widthOf(text))) + text
}
