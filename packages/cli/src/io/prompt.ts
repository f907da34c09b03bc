/** Questions to a person, drawn on stderr: inquirer's one home. */
import { setTimeout } from 'node:timers/promises'
import { UserError } from '@fintrack/contract/errors'
import { visible } from '../render/safe-text.ts'
import type { Prompt } from '../world.ts'
import type { Input } from './streams.ts'

/** A key that is held down, or a pasted text, brings the next sign sooner. */
const QUIET_MS = 40

interface Question {
  readonly type: 'input' | 'password'
  readonly message: string
  readonly default?: string
}

/** A pressed key, as readline tells of it. */
interface Key {
  readonly name?: string
  readonly ctrl: boolean
}

/** Reads the keys that came with an answer and belong to nothing: the shell would run them after this program. */
async function dropKeys (input: Input): Promise<void> {
  if (input.setRawMode === undefined || input.readableEnded) return
  let isQuiet = false
  const drop = (): void => { isQuiet = false }
  input.setRawMode(true)
  input.on('data', drop).resume()
  while (!isQuiet) {
    isQuiet = true
    await setTimeout(QUIET_MS)
  }
  input.off('data', drop).pause()
  input.setRawMode(false)
}

/** Ctrl-D, or the end of the input, is no answer to this question and to every later one. Ctrl-C ends the run. */
export async function openPrompt (input: Input, output: NodeJS.WritableStream): Promise<Prompt> {
  const { default: { createPromptModule } } = await import('inquirer')
  let isOver = input.readableEnded
  const draw = async (question: Question, signal: AbortSignal): Promise<string | undefined> => {
    try {
      const { answer } = await createPromptModule({ input, output, signal })<{ answer: string }>(
        [{ ...question, name: 'answer' }]
      )
      return answer
    } catch (error) {
      isOver = signal.aborted
      if (isOver) return undefined
      if (error instanceof Error && error.name === 'ExitPromptError') {
        throw new UserError('interrupted', 'Interrupted.', { cause: error })
      }
      throw error
    }
  }
  /** @returns undefined where there is no answer */
  const ask = async (question: Question): Promise<string | undefined> => {
    if (isOver) return undefined
    const over = new AbortController()
    const end = (): void => { over.abort() }
    const press = (_: unknown, { name, ctrl }: Key): void => { if (ctrl && name === 'd') end() }
    input.on('keypress', press).on('end', end)
    return draw(question, over.signal).finally(async () => {
      input.off('keypress', press).off('end', end)
      await dropKeys(input)
    })
  }
  return {
    async text (question, fallback) {
      const shown = fallback === undefined ? undefined : visible(fallback)
      const answer = await ask({
        type: 'input', message: visible(question), ...(shown === undefined ? {} : { default: shown }),
      })
      return fallback !== undefined && answer === shown ? fallback : answer ?? ''
    },
    async password (question) {
      return await ask({ type: 'password', message: visible(question) }) ?? ''
    },
    async confirm (question, fallback) {
      // Not inquirer's own question for yes and no, which takes any key for an answer.
      const answer = await ask({ type: 'input', message: `${visible(question)} (${fallback ? 'Y/n' : 'y/N'})` })
      if (answer === undefined) return false
      return answer.trim() === '' ? fallback : /^y/i.test(answer.trim())
    },
  }
}
