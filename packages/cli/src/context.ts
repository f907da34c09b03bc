/** Everything that a command may touch. Tests build one of their own; `open-context.ts` builds the real one. */
import type { Checked, InputOf, Send } from '@fintrack/contract/call'
import type { Day } from '@fintrack/contract/dates'
import type { Endpoint } from '@fintrack/contract/endpoint'
import type { SettingValues } from '@fintrack/contract/settings'
import type { Store } from './config/store.ts'
import type { Flags, Globals } from './options/globals.ts'
import type { ServerDestination } from './options/server-address.ts'
import type { Interrupts, Io, Machine, Paint, Progress, Prompt } from './world.ts'

export type Destination = { readonly kind: 'embedded' } | ServerDestination

/** The book, wherever it is: an endpoint's call and nothing more. */
export interface Api {
  call<E extends Endpoint>(endpoint: E, input: NoInfer<InputOf<E>>): Promise<Checked<E>>
}

export interface Context {
  readonly io: Io
  readonly machine: Machine
  readonly interrupts: Interrupts
  readonly settings: SettingValues
  /** The global options as they were given. */
  readonly flags: Flags
  /** The same with environment and config.json beneath them. @throws UserError a damaged config.json */
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
  /**
   * Whether a question may be asked: stdin and stderr are terminals, and neither --no-input, CI nor FINTRACK_NO_INPUT
   * says no.
   */
  readonly canAsk: boolean
  prompt(): Promise<Prompt>
  /** Whether standard output takes colour: --color, NO_COLOR, FORCE_COLOR, TERM and whether it is a terminal. */
  readonly color: boolean
  /** The run ends with this exit code, unless something fails after it. */
  endWith(exitCode: number): void
  paint(): Promise<Paint>
  /** @param total what `advance` counts towards, such as bytes; without it a spinner turns */
  progress(label: string, total?: number): Progress
}
