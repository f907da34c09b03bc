/** The one decision about colour, and chalk's one home. */
import type { Environment } from '@fintrack/contract/settings'
import type { Paint } from '../world.ts'

export const COLOR_CHOICES = ['auto', 'always', 'never'] as const
export type ColorChoice = (typeof COLOR_CHOICES)[number]

/**
 * Whether a stream takes colour. The flag decides; else NO_COLOR (any text, https://no-color.org), else FORCE_COLOR
 * (any text but `0` and `false`), else whether it is a terminal that is not `dumb`.
 */
export function takesColor (choice: ColorChoice, env: Environment, isTerminal: boolean): boolean {
  if (choice !== 'auto') return choice === 'always'
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false
  const forced = env['FORCE_COLOR']
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false'
  return isTerminal && env['TERM'] !== 'dumb'
}

const asItIs = (text: string): string => text
const PLAIN: Paint = { bold: asItIs, dim: asItIs, red: asItIs, green: asItIs, yellow: asItIs, cyan: asItIs }

export async function paintOf (color: boolean): Promise<Paint> {
  if (!color) return PLAIN
  const { Chalk } = await import('chalk')
  // The sixteen colours of the terminal's own theme are all that is used.
  const { bold, dim, red, green, yellow, cyan } = new Chalk({ level: 1 })
  return { bold, dim, red, green, yellow, cyan }
}
