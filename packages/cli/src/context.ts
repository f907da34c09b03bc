/** Everything that a command may touch. Tests build one of their own; `main.ts` builds the real one. */
import type { Checked, InputOf, Send } from '@fintrack/contract/call'
import type { OutputFormat } from '@fintrack/contract/choices'
import type { Day } from '@fintrack/contract/dates'
import type { Endpoint } from '@fintrack/contract/endpoint'
import type { Environment, SettingValues } from '@fintrack/contract/settings'
import type { Destination, ServerDestination } from './api/destination.ts'
import type { Store } from './config/store.ts'
import type { Flags } from './options/globals.ts'

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
  /** A file's bytes and their number. Throws a `Fault` ('unreadable_file') with a sentence. */
  open(path: string): Promise<{ readonly bytes: AsyncIterable<Uint8Array>, readonly size: number | undefined }>
}

/** The options that every command takes: the flag, else the environment, else config.json; undefined where none says. */
export interface Globals {
  readonly output?: OutputFormat
  readonly fields?: readonly string[]
  readonly quiet: boolean
  readonly yes: boolean
  readonly input: boolean
  readonly local: boolean
  readonly server?: string
  readonly profile: string
  readonly color: 'auto' | 'always' | 'never'
  readonly ascii: boolean
  readonly debug: boolean
  readonly insecureHttp: boolean
}

/** The book, wherever it is: an endpoint's call and nothing more. */
export interface Api {
  call<E extends Endpoint>(endpoint: E, input: NoInfer<InputOf<E>>): Promise<Checked<E>>
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

/** A line on stderr while something takes long: only on a terminal that is not dumb, without --quiet, and after 300 ms. */
export interface Progress {
  /** So much more is done, in the unit of the total. */
  advance(by: number): void
  /** Takes the line away. */
  done(): void
}

/** What is known of the machine and the account that runs us. */
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

/** What a process (or a test) gives to a run. */
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

export interface Context {
  readonly io: Io
  readonly machine: Machine
  readonly interrupts: Interrupts
  readonly settings: SettingValues
  /** The global options as they were given. */
  readonly flags: Flags
  /** The same with environment and config.json beneath them. @throws Fault a damaged config.json */
  readonly globals: Globals
  /** The calendar day of the person at the keyboard, as text. */
  today(): Day
  /** Opens the embedded book or the client of the server, once, at its first use. */
  api(): Promise<Api>
  /** The same way in, a step lower: an endpoint's request as it travels and its answer unchecked. */
  send(): Promise<Send>
  /** A way to any server, without a token. */
  connect(server: ServerDestination): Promise<Send>
  /**
   * Does what stores something by another way than `send`, which an interruption then leaves in doubt.
   * @param remedy how to find out, as a sentence
   */
  storing<T>(remedy: string, work: () => Promise<T>): Promise<T>
  /** Where the book is. Opens nothing. */
  destination(): Destination
  /** config.json and credentials.json. */
  readonly store: Store
  /** The folder of the embedded book. */
  readonly dataDir: string
  /** Whether a question may be asked: stdin and stderr are terminals, and neither --no-input, CI nor FINTRACK_NO_INPUT says no. */
  readonly canAsk: boolean
  prompt(): Promise<Prompt>
  /** Whether standard output takes colour: --color, NO_COLOR, FORCE_COLOR, TERM and whether it is a terminal. */
  readonly color: boolean
  paint(): Promise<Paint>
  /** @param total what `advance` counts towards, such as bytes; without it a spinner turns */
  progress(label: string, total?: number): Progress
}
