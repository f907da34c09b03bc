/**
 * An emoji sequence as the source of a regular expression (flag `u`): a flag, a keycap, a flag of two to six tags (a
 * longer run could hide a text), or a pictograph with its variation selector or skin tone and what joiners tie to it.
 * (`\p{RGI_Emoji}` of the flag `v` would say the same, and takes longer to compile than the rest of a command.)
 */
const PICTOGRAPH = String.raw`\p{Extended_Pictographic}(?:[\ufe0e\ufe0f]|\p{Emoji_Modifier})?`

export const EMOJI = [
  String.raw`\p{Regional_Indicator}{2}`,
  String.raw`[0-9#*]\ufe0f?\u20e3`,
  String.raw`\u{1f3f4}[\u{e0020}-\u{e007e}]{2,6}\u{e007f}`,
  String.raw`${PICTOGRAPH}(?:\u200d${PICTOGRAPH})*`,
].join('|')
