import type { Context } from '../context.ts'
import { usage } from '../errors/usage.ts'
import { visible } from '../render/safe-text.ts'

/**
 * Whether to go on: a person who can be asked decides, a script and --yes go on.
 * @param details lines that the person sees before the question
 */
export async function confirmed (cx: Context, question: string, details: readonly string[] = []): Promise<boolean> {
  if (!cx.canAsk || cx.globals.yes) return true
  for (const line of details) cx.io.err(`${visible(line)}\n`)
  return (await cx.prompt()).confirm(question, false)
}

/**
 * For what destroys a whole book: where nobody can be asked, only --yes goes on.
 * @param matches the answer that goes on, typed whole
 * @throws UserError where there is neither
 */
export async function confirmedByName (cx: Context, question: string, matches: string, deed: string): Promise<boolean> {
  if (cx.globals.yes) return true
  if (!cx.canAsk) {
    throw usage(`${deed} cannot be undone, and fintrack cannot ask you to confirm it here.`, '--yes confirms it.')
  }
  return (await (await cx.prompt()).text(question)).trim() === matches
}
