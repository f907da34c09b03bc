/**
 * Text that somebody else may have written, on its way to a terminal: whatever acts instead of being seen becomes an
 * escape that is seen. What a person could have meant stays as it is, emoji sequences with their joiners too.
 */

/**
 * Controls (C0, C1, DEL), line and paragraph separators, lone surrogates, and all that a terminal shows as nothing:
 * bidirectional controls, zero-width characters, tags, fillers (Unicode's Default_Ignorable_Code_Point).
 */
const UNSEEN = String.raw`[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]`
/** Printable ASCII and Latin letters: the usual text, recognised without Unicode's tables. */
const PLAIN = /^[ -~\u00a0-\u00ac\u00ae-\u02ff]*$/

let compiled: { readonly unseen: RegExp, readonly unseenOrEmoji: RegExp } | undefined

/** Compiled at the first text that asks for it: that takes milliseconds, and every command loads this file. */
function patterns () {
  compiled ??= { unseen: new RegExp(UNSEEN, 'u'), unseenOrEmoji: new RegExp(`(?<emoji>${EMOJI})|${UNSEEN}`, 'gu') }
  return compiled
}

const NAMED: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r' }

function escaped (sign: string): string {
  const code = Number(sign.codePointAt(0))
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`
}

function replaced (text: string, escape: (sign: string) => string): string {
  if (PLAIN.test(text) || !patterns().unseen.test(text)) return text
  return text.replace(patterns().unseenOrEmoji, (sign, emoji: string | undefined) => emoji ?? escape(sign))
}

/** A text on one line, safe to show: ESC is `\u001b`, a tab `\t`, a line break `\n`. */
export function visible (text: string): string {
  return replaced(text, (sign) => NAMED[sign] ?? escaped(sign))
}

/** A text of several lines, safe to show: its tabs and line feeds stay. A carriage return would overwrite its line. */
export function visibleLines (text: string): string {
  return replaced(text, (sign) => sign === '\t' || sign === '\n' ? sign : NAMED[sign] ?? escaped(sign))
}

/** A cell of a table or of TSV: `\t`, `\n` and `\r` can be told from a backslash that was there, `\\`. */
export function visibleCell (text: string): string {
  return visible(text.replaceAll('\\', '\\\\'))
}

/**
 * JSON text (whose C0 controls are escapes already) with every other unseen character as JSON's own escape: the same
 * value.
 */
export function visibleJson (json: string): string {
  return replaced(json, (sign) => sign === '\n' ? sign : sign.replace(/[^]/g, (unit) => escaped(unit)))
}

const PICTOGRAPH = String.raw`\p{Extended_Pictographic}(?:[\ufe0e\ufe0f]|\p{Emoji_Modifier})?`

/**
 * An emoji sequence as the source of a regular expression (flag `u`): a flag, a keycap, a flag of two to six tags (a
 * longer run could hide a text), or a pictograph with its variation selector or skin tone and what joiners tie to it.
 * (`\p{RGI_Emoji}` of the flag `v` would say the same, and takes longer to compile than the rest of a command.)
 */
export const EMOJI = [
  String.raw`\p{Regional_Indicator}{2}`,
  String.raw`[0-9#*]\ufe0f?\u20e3`,
  String.raw`\u{1f3f4}[\u{e0020}-\u{e007e}]{2,6}\u{e007f}`,
  String.raw`${PICTOGRAPH}(?:\u200d${PICTOGRAPH})*`,
].join('|')
