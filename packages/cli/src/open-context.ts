/** The context of one run: everything in it is opened at its first use, so that `--help` opens nothing. */
import type { Send } from '@fintrack/contract/call'
import { day } from '@fintrack/contract/dates'
import { readSettings, type SettingValues } from '@fintrack/contract/settings'
import { destinationOf } from './api/destination.ts'
import type { Book } from './api/embedded-transport.ts'
import { clientOf, openBook, transportTo } from './api/open-book.ts'
import { configFolder, dataFolder } from './config/folders.ts'
import { newStore, type Store } from './config/store.ts'
import type { Api, Context, Destination } from './context.ts'
import { remedyFor } from './errors/interrupted-request.ts'
import { usage } from './errors/usage.ts'
import { paintOf, takesColor } from './io/color.ts'
import { newProgress } from './io/progress.ts'
import { globalsOf, type Flags, type Globals } from './options/globals.ts'
import type { ServerDestination } from './options/server-address.ts'
import type { JqFilter } from './output/jq.ts'
import { visible } from './render/safe-text.ts'
import type { Io, Paint, Prompt, World } from './world.ts'

/** A context, with what only the run itself may do. */
export interface OpenContext {
  readonly cx: Context
  /** @throws UserError what is wrong with the environment, before anything is done */
  checkSettings(): void
  /** How to find out what became of that which is being stored right now; undefined where nothing is. */
  inDoubt(): string | undefined
  /** How the run ends where nothing failed. */
  exitCode(): number
  /** Loads what --jq needs. @throws UserError an expression that is none, before anything is done */
  openJq(): Promise<void>
  /** Prints what --jq makes of the output, where it is given. */
  printJq(): Promise<void>
  close(): Promise<void>
}

function once<T> (make: () => T): () => T {
  let opened: { readonly value: T } | undefined
  return () => (opened ??= { value: make() }).value
}

/** @param flags the global options, once they are known */
export function openContext (world: World, flags: () => Flags): OpenContext {
  const { machine, interrupts } = world
  let jq: JqFilter | undefined
  const io: Io = {
    ...world.io,
    out: async (text) => jq === undefined ? world.io.out(text) : jq.take(text),
  }
  let book: Promise<Book> | undefined
  let exitCode = 0
  const underWay = new Set<{ readonly remedy: string }>()

  const note = (sentence: string): void => { io.err(`note: ${visible(sentence)}\n`) }
  const settings = once((): SettingValues => readSettings(machine.env, ['client', 'book']))
  const store = once((): Store => newStore(
    configFolder(settings().FINTRACK_CONFIG_DIR, machine, settings().FINTRACK_DATA_DIR), note
  ))
  const globals = once((): Globals => globalsOf(flags(), settings(), store().config()))
  const destination = once((): Destination => destinationOf({
    local: flags().local === true,
    flag: flags().server,
    environment: settings().FINTRACK_SERVER,
    profile: flags().profile ?? settings().FINTRACK_PROFILE,
    insecureHttp: flags().insecureHttp === true,
    hasToken: settings().FINTRACK_TOKEN !== undefined,
  }, () => store().config()))
  const prompt = once((): Promise<Prompt> => world.openPrompt())
  const color = once((): boolean => takesColor(globals().color, machine.env, io.stdoutIsTerminal))
  const paint = once((): Promise<Paint> => paintOf(color()))
  const api = once(async (): Promise<Api> => clientOf(await cx.send()))

  const storing = async <T>(remedy: string, work: () => Promise<T>): Promise<T> => {
    const one = { remedy }
    underWay.add(one)
    try {
      return await work()
    } finally {
      underWay.delete(one)
    }
  }
  const watched = (send: Send): Send => (endpoint, request) => {
    const remedy = remedyFor(endpoint)
    return remedy === undefined ? send(endpoint, request) : storing(remedy, () => send(endpoint, request))
  }

  const send = once(async (): Promise<Send> => {
    book = world.send === undefined ? openBook(cx) : Promise.resolve({ send: world.send, close: async () => {} })
    return watched((await book).send)
  })

  const connect = async (server: ServerDestination): Promise<Send> => {
    return watched(world.send ?? await transportTo(server, settings()))
  }

  const cx: Context = {
    io,
    machine,
    interrupts,
    send,
    connect,
    storing,
    api,
    destination,
    paint,
    get settings () { return settings() },
    get flags () { return flags() },
    get globals () { return globals() },
    get store () { return store() },
    get dataDir () { return dataFolder(settings().FINTRACK_DATA_DIR, machine) },
    get color () { return color() },
    get canAsk () {
      const { CI } = machine.env
      return io.stdinIsTerminal && io.stderrIsTerminal && globals().input && (CI === undefined || CI === '')
    },
    endWith (code) { exitCode = code },
    today () {
      const { FINTRACK_TODAY } = settings()
      return FINTRACK_TODAY === undefined ? world.today() : day(FINTRACK_TODAY)
    },
    prompt () {
      if (!cx.canAsk) {
        throw usage('fintrack cannot ask here: there is no terminal, or --no-input, CI or FINTRACK_NO_INPUT is set.')
      }
      return prompt()
    },
    progress (label, total) {
      const isDrawn = io.stderrIsTerminal && machine.env['TERM'] !== 'dumb' && !globals().quiet
      return newProgress(isDrawn ? (text) => { io.err(text) } : undefined, globals().ascii, label, total)
    },
  }
  return {
    cx,
    checkSettings: settings,
    inDoubt: () => underWay.values().next().value?.remedy,
    exitCode: () => exitCode,
    async openJq () {
      const { jq: expression } = flags()
      if (expression === undefined) return
      // A format beside it is refused before jq is loaded.
      globals()
      const { openJqFilter } = await import('./output/jq.ts')
      jq = await openJqFilter(expression, (text) => world.io.out(text))
    },
    async printJq () { await jq?.print() },
    async close () {
      // A book that did not open has said so already.
      const opened = await book?.catch(() => undefined)
      await opened?.close()
    },
  }
}
