/**
 * `fintrack __complete SHELL …`, which the scripts of `fintrack completion` call at each Tab: the kind of what fits on
 * the first line, and each of them on one of its own. Nothing is asked, made or said; what fails offers nothing.
 */
import { setTimeout } from 'node:timers/promises'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { EXIT_CODES } from '../errors/exit-codes.ts'
import { visible } from '../render/safe-text.ts'
import { rootOf } from '../shapes/lazy-command.ts'
import { answer, type Answer } from './completion/answer.ts'
import { forBash, typedLine } from './completion/line.ts'

/** A person has gone on typing by then. */
const LONGEST_MS = 2000

/** Bash splits words where others do not, so it hands over its line. */
async function linesForBash (cx: Context, program: Command, breaks: string, text: string): Promise<string[]> {
  const line = typedLine(text, breaks)
  const { kind, offers } = await answer(cx, program, line.words.slice(1), line.current)
  return [kind, ...forBash(offers.map(({ value }) => value), line)]
}

function linesOf ({ kind, offers }: Answer): string[] {
  return [kind, ...offers.map(({ value, about }) => about === undefined ? value : `${value}\t${visible(about)}`)]
}

async function linesFor (
  cx: Context, program: Command, shell: string, words: readonly string[]
): Promise<readonly string[]> {
  if (shell === 'bash') return linesForBash(cx, program, String(words[0]), String(words[1]))
  return linesOf(await answer(cx, program, words.slice(0, -1), typedLine(` ${words.at(-1)}`).current))
}

async function complete (cx: Context, program: Command, shell: string, words: readonly string[]): Promise<void> {
  const end = new AbortController()
  const late = setTimeout(LONGEST_MS, undefined, { signal: end.signal }).then(() => {
    // What is under way must not hold the process.
    cx.endWith(EXIT_CODES.interrupted)
    return []
  })
  try {
    const lines = await Promise.race([linesFor(cx, program, shell, words), late])
    await cx.io.out(lines.map((line) => `${line}\n`).join(''))
  } catch {
    // No place for an error: a person is typing.
  } finally {
    end.abort()
    await late.catch(() => {})
  }
}

export function define (command: Command, cx: Context): void {
  command
    .argument('[shell]')
    .argument('[words...]')
    .action((shell: string | undefined, words: readonly string[]) =>
      complete(cx, rootOf(command), String(shell), words))
}
