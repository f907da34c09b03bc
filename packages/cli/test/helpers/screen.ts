/** Runs the program as a process would, with everything around it made up, and captures what a person would see. */
import { mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Send } from '@fintrack/contract/call'
import { day } from '@fintrack/contract/dates'
import { UserError } from '@fintrack/contract/errors'
import { run } from '../../src/run.ts'
import type { World } from '../../src/world.ts'

export interface ScreenOptions {
  /** Replaces both ways to a book. */
  readonly send?: Send
  /** Whether stdin (unless `stdin` is given), stdout and stderr are terminals. */
  readonly tty?: boolean
  readonly columns?: number
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: string
  /** What the person types, one answer a question. Each question is shown on stderr. */
  readonly answers?: readonly string[]
  readonly today?: string
  /** Settles when the person presses Ctrl-C. */
  readonly interrupted?: Promise<void>
  /** Settles when a server is to stop. */
  readonly stopped?: Promise<void>
  /** Replaces standard output. */
  readonly out?: (text: string) => Promise<void>
  /** The account's home folder; without it a fresh one, gone afterwards. */
  readonly home?: string
}

export interface Screen {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export async function screen (argv: readonly string[], options: ScreenOptions = {}): Promise<Screen> {
  const home = options.home ?? mkdtempSync(join(tmpdir(), 'fintrack-home-'))
  try {
    return await play(argv, options, home)
  } finally {
    if (options.home === undefined) rmSync(home, { recursive: true, force: true })
  }
}

async function play (argv: readonly string[], options: ScreenOptions, home: string): Promise<Screen> {
  const seen = { stdout: '', stderr: '' }
  const answers = [...options.answers ?? []]
  const ask = (question: string): string => {
    const answer = answers.shift()
    if (answer === undefined) throw new Error(`Nobody answers: ${question}`)
    seen.stderr += `? ${question}\n`
    return answer
  }
  const tty = options.tty ?? false
  const world: World = {
    io: {
      stdinIsTerminal: tty && options.stdin === undefined,
      stdoutIsTerminal: tty,
      stderrIsTerminal: tty,
      columns: options.columns ?? (tty ? 100 : undefined),
      out: options.out ?? (async (text) => { seen.stdout += text }),
      err (text) { seen.stderr += text },
      async * stdin () { yield Buffer.from(options.stdin ?? '') },
      async open (path) {
        const bytes = await readFile(path).catch(() => {
          throw new UserError(
            'unreadable_file', `${path} cannot be read.`
          )
        })
        return { size: bytes.length, bytes: (async function * () { yield bytes })() }
      },
    },
    // A new book that is not told its currency asks for it, or says which it has: first-steps.test.ts.
    machine: {
      env: { FINTRACK_CURRENCY: 'USD', ...options.env },
      home,
      platform: 'linux',
      account: 'anna',
      hostname: 'laptop',
      node: '20.17.0',
    },
    today: () => day(options.today ?? '2024-05-20'),
    interrupts: {
      interrupted: options.interrupted ?? new Promise(() => {}),
      takeOver: () => options.stopped ?? Promise.resolve(),
    },
    async openPrompt () {
      return {
        text: async (question, fallback = '') => ask(question) || fallback,
        password: async (question) => ask(question),
        confirm: async (question, fallback) => {
          const answer = ask(question)
          return answer === '' ? fallback : answer.toLowerCase().startsWith('y')
        },
      }
    },
    ...(options.send === undefined ? {} : { send: options.send }),
  }
  const code = await run(argv, world)
  return { code, ...seen }
}
