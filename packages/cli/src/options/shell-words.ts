/** A line as the words that a shell makes of it, with quotes and backslashes, and nothing of it expanded. */
import { quote } from '@fintrack/contract/text'
import { usage } from '../errors/usage.ts'

/** @throws UserError a quote that does not end */
export async function shellWords (text: string): Promise<string[]> {
  const { split } = await import('shlex')
  try {
    return split(text)
  } catch {
    throw usage(`${quote(text)} has a quote that does not end, or ends in a backslash.`)
  }
}
