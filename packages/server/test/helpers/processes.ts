/** Processes of their own, for what one process cannot show: races, signals, what is loaded. */
import { fileURLToPath } from 'node:url'

const ROOT = new URL('../../../../', import.meta.url)

/** Runs TypeScript from source. The variables that tap passes on would collect coverage in each child. */
export const SOURCE_FLAGS = [
  `--import=${new URL('scripts/typescript.mjs', ROOT).href}`, '--conditions=@fintrack/source',
]

export function sourceOf(name: string): string {
  return fileURLToPath(new URL(`packages/server/src/${name}`, ROOT))
}
