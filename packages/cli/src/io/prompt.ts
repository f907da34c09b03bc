/** Questions to a person, drawn on stderr: inquirer's one home. */
import { UserError } from '@fintrack/contract/errors'
import { visible } from '../render/safe-text.ts'
import type { Prompt } from '../world.ts'

/** Ctrl-C at a question ends the run as Ctrl-C anywhere does. */
async function answered<T> (answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof Error && error.name === 'ExitPromptError') {
      throw new UserError('interrupted', 'Interrupted.', {
        cause: error,
      })
    }
    throw error
  }
}

export async function openPrompt (input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Promise<Prompt> {
  const { default: { createPromptModule } } = await import('inquirer')
  const ask = createPromptModule({ input, output })
  return {
    async text (question, fallback) {
      const shown = fallback === undefined ? undefined : visible(fallback)
      const { answer } = await answered(ask<{ answer: string }>([{
        type: 'input', name: 'answer', message: visible(question), ...(shown === undefined ? {} : { default: shown }),
      }]))
      return fallback !== undefined && answer === shown ? fallback : answer
    },
    async password (question) {
      const { answer } = await answered(
        ask<{ answer: string }>([{ type: 'password', name: 'answer', message: visible(question) }])
      )
      return answer
    },
    async confirm (question, fallback) {
      // Not inquirer's own question for yes and no: it does not see the end of its input, and would wait for ever.
      const { answer } = await answered(ask<{ answer: string }>([{
        type: 'input', name: 'answer', message: `${visible(question)} (${fallback ? 'Y/n' : 'y/N'})`,
      }]))
      return answer.trim() === '' ? fallback : /^y/i.test(answer.trim())
    },
  }
}
