import type { Context } from '../context.ts'
import { usage } from '../errors/usage.ts'
import { visible } from '../render/safe-text.ts'

interface Deed {
  readonly question: string
  /** What is done, as the subject of a sentence: `Removing the category Food`. */
  readonly deed: string
  /** Lines that the person sees before the question. */
  readonly details?: readonly string[]
}

/** @throws UserError where nobody can be asked */
function requirePerson (cx: Context, deed: string): void {
  if (!cx.canAsk) {
    throw usage(`${deed} needs --yes, because fintrack cannot ask here.`,
      'Nothing was changed. Add --yes (or -y) if that is what you want.')
  }
}

/**
 * Whether to go on: --yes does, else a person decides.
 * @throws UserError where there is neither: a script says that it means it
 */
export async function confirmed (cx: Context, { question, deed, details = [] }: Deed): Promise<boolean> {
  if (cx.globals.yes) return true
  requirePerson(cx, deed)
  for (const line of details) cx.io.err(`${visible(line)}\n`)
  return (await cx.prompt()).confirm(question, false)
}

/**
 * The same for what destroys a whole book: a person types a name.
 * @param matches the answer that goes on, typed whole
 */
export async function confirmedByName (
  cx: Context, { question, deed }: Omit<Deed, 'details'>, matches: string
): Promise<boolean> {
  if (cx.globals.yes) return true
  requirePerson(cx, deed)
  return (await (await cx.prompt()).text(question)).trim() === matches
}
