import type { Context } from './context.ts'
import { visible } from './render/safe-text.ts'

/**
 * Whether to go on: a person who can be asked decides, a script and --yes go on.
 * @param details lines that the person sees before the question
 */
export async function confirmed (cx: Context, question: string, details: readonly string[] = []): Promise<boolean> {
  if (!cx.canAsk || cx.globals.yes) return true
  for (const line of details) cx.io.err(`${visible(line)}\n`)
  return (await cx.prompt()).confirm(question, false)
}
