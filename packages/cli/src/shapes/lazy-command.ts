/** Commands as the program lists them: a name, a sentence, and a file that is loaded when the command is used. */
import { Command, type AddHelpTextPosition, type AddHelpTextContext } from 'commander'
import type { Context } from '../context.ts'

/** What the file of a command exports. */
export interface CommandFile {
  /** Adds the command's arguments, options, examples and action. */
  define(command: Command, cx: Context): void
}

/** The hidden command that completes a line. It has to be silent about settings that are wrong. */
export const COMPLETE = '__complete'

export class LazyCommand extends Command {
  /** Its name and arguments, as a list of commands shows them. */
  readonly synopsis: string
  readonly #define: () => Promise<void>
  #defined: Promise<void> | undefined
  #added = ''

  /** @param synopsis such as `add <amount> [category]` */
  constructor (cx: Context, synopsis: string, description: string, load: () => Promise<CommandFile>) {
    super(synopsis.replace(/ .*$/, ''))
    this.description(description)
    this.synopsis = synopsis
    this.#define = async () => { (await load()).define(this, cx) }
  }

  /** What its file adds to the help: notes, then examples. */
  get added (): string {
    return this.#added
  }

  /** The page of help takes it from here, and sets it for its width. */
  override addHelpText (position: AddHelpTextPosition, text: string | ((context: AddHelpTextContext) => string)): this {
    if (position !== 'after' || typeof text !== 'string') throw new Error('Help is added behind, as a text.')
    this.#added += text
    return this
  }

  /** Loads the file of the command, once: before its arguments are parsed or its help is shown. */
  load (): Promise<void> {
    this.#defined ??= this.#define()
    return this.#defined
  }
}

/** Loads the command if it has a file of its own; a noun has none. */
export async function loaded<C extends Command> (command: C): Promise<C> {
  if (command instanceof LazyCommand) await command.load()
  return command
}

/** The program that a command is of. */
export function rootOf (command: Command): Command {
  return command.parent === null ? command : rootOf(command.parent)
}

/** How a list of commands shows one. */
export function termOf (command: Command): string {
  if (command instanceof LazyCommand) return command.synopsis
  const [alias] = command.aliases()
  return alias === undefined ? command.name() : `${command.name()}|${alias}`
}
