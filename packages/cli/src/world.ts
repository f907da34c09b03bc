/** What a process, or a test, gives to a run: its streams, its machine, its clock. */
import type { Send } from '@fintrack/contract/call'
import type { Day } from '@fintrack/contract/dates'
import type { Environment } from '@fintrack/contract/settings'

/** The streams of the process, and the files that a user names. */
export interface Io {
  readonly stdinIsTerminal: boolean
  readonly stdoutIsTerminal: boolean
  readonly stderrIsTerminal: boolean
  /** Width of the terminal (or of `COLUMNS`), in cells; undefined where there is none. */
  readonly columns: number | undefined
  /** Writes data; resolves once more can be taken. Throws `ClosedPipe` when nobody reads any more. */
  out(text: string): Promise<void>
  /** Writes talk. */
  err(text: string): void
  /** All of standard input, as it comes. */
  stdin(): AsyncIterable<Uint8Array>
  /** A file's bytes and their number. Throws a `UserError` ('unreadable_file') with a sentence. */
  open(path: string): Promise<{ readonly bytes: AsyncIterable<Uint8Array>, readonly size: number | undefined }>
}

/** Questions on stderr. Only there when a person can answer; see `canAsk`. */
export interface Prompt {
  text(question: string, fallback?: string): Promise<string>
  password(question: string): Promise<string>
  confirm(question: string, fallback: boolean): Promise<boolean>
}

/** Colours for standard output. Where it takes none, each returns its text as it is. */
export interface Paint {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly red: (text: string) => string
  readonly green: (text: string) => string
  readonly yellow: (text: string) => string
  readonly cyan: (text: string) => string
}

/**
 * A line on stderr while something takes long: only on a terminal that is not dumb, without --quiet, and after 300 ms.
 */
export interface Progress {
  /** So much more is done, in the unit of the total. */
  advance(by: number): void
  /** Takes the line away. */
  done(): void
}

/** The machine, and the account that runs the program. */
export interface Machine {
  readonly env: Environment
  /** The account's home folder. */
  readonly home: string
  readonly platform: NodeJS.Platform
  /** The account's name. Throws where it has none. */
  readonly account: string
  /** The version of Node.js. */
  readonly node: string
  readonly hostname: string
}

/** Ctrl-C and its kin. */
export interface Interrupts {
  /** Resolves at the first SIGINT, unless somebody has taken over. */
  readonly interrupted: Promise<void>
  /** From now on SIGINT and SIGTERM are the caller's: they resolve the answer instead of ending the run. */
  takeOver(): Promise<void>
}

export interface World {
  readonly io: Io
  readonly machine: Machine
  readonly interrupts: Interrupts
  /** The calendar day, as this machine has it. */
  today(): Day
  openPrompt(): Promise<Prompt>
  /** Stands in for both ways to a book. */
  readonly send?: Send
}
