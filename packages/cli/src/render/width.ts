/** How many cells of a terminal a text takes, and cutting and filling to a number of cells. */
import { EMOJI } from './safe-text.ts'

/**
 * Two cells: East Asian Wide and Fullwidth of Unicode's EastAsianWidth.txt (version 17; unassigned neighbours are taken
 * in), and what is an emoji without a variation selector.
 */
const WIDE = new RegExp([
  String.raw`[\u1100-\u115f\u2329\u232a\u2630-\u2637\u268a-\u268f\u2e80-\u303e\u3041-\u3247\u3250-\ua4c6\ua960-\ua97c`,
  String.raw`\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6b\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{1b2fb}`,
  String.raw`\u{1d300}-\u{1d376}\u{1f200}-\u{1f265}\u{1f6d9}\u{1f7da}\u{1fa8b}-\u{1fafa}\u{20000}-\u{3fffd}`,
  String.raw`\p{Emoji_Presentation}]`,
].join(''), 'u')

/** No cell of its own: combining marks, ignorable characters, and the vowels and finals of a Hangul syllable. */
const MARKS = String.raw`[\p{Mn}\p{Me}\p{Default_Ignorable_Code_Point}\u1160-\u11ff\ud7b0-\ud7fb]`
const STARTS_WITH_MARK = new RegExp(`^${MARKS}`, 'u')
/** Makes an emoji of a character that is narrow text without it; a keycap's sign does so too. */
const TURNS_WIDE = /[\ufe0f\u20e3]/

/** What must not be cut apart: an emoji sequence (a flag, a family), or a character with its marks. */
const UNITS = new RegExp(`(?:${EMOJI}|[^])${MARKS}*`, 'gu')
const PLAIN = /^[ -~]*$/

interface Unit { readonly text: string, readonly width: number }

function cellsOf (unit: string): number {
  if (STARTS_WITH_MARK.test(unit)) return 0
  return WIDE.test(unit) || TURNS_WIDE.test(unit) ? 2 : 1
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
