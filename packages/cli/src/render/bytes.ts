/** Sizes of files. */
import { counted } from '@fintrack/contract/text'

const UNITS = ['kB', 'MB', 'GB', 'TB'] as const

/** `812 bytes`, `1.2 MB`: to a tenth, by thousands. */
export function bytesInWords (bytes: number): string {
  if (bytes < 1000) return counted(bytes, 'byte')
  let tenths = Math.round(bytes / 100)
  let unit = 0
  while (tenths >= 10_000 && unit < UNITS.length - 1) {
    tenths = Math.round(tenths / 1000)
    unit += 1
  }
  return `${Math.floor(tenths / 10)}.${tenths % 10} ${UNITS[unit]}`
}
