import type { Paint } from '../../src/world.ts'

const asItIs = (text: string): string => text
export const PLAIN: Paint = { bold: asItIs, dim: asItIs, red: asItIs, green: asItIs, yellow: asItIs, cyan: asItIs }

const named = (name: string) => (text: string): string => `<${name}>${text}</${name}>`
/** Shows what is painted, and how. */
export const MARKED: Paint = {
  bold: named('b'),
  dim: named('dim'),
  red: named('red'),
  green: named('green'),
  yellow: named('yellow'),
  cyan: named('cyan'),
}
