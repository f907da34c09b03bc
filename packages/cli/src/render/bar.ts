/** Bars in eighths of a cell, or in whole cells of ASCII. */

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const

/** `dividend / divisor`, rounded to the nearest whole number; both positive. */
function rounded (dividend: bigint, divisor: bigint): number {
  return Number((dividend * 2n + divisor) / (divisor * 2n))
}

/** `part` of `whole` as a bar of at most `cells`; what is not positive has none. */
export function bar (part: bigint, whole: bigint, cells: number, ascii: boolean): string {
  if (part <= 0n || whole <= 0n) return ''
  const drawn = part < whole ? part : whole
  if (ascii) return '#'.repeat(rounded(drawn * BigInt(cells), whole))
  const eighths = rounded(drawn * BigInt(cells * 8), whole)
  return '█'.repeat(Math.floor(eighths / 8)) + EIGHTHS.slice(eighths % 8, eighths % 8 + 1).join('')
}
