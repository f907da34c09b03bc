/**
 * One run of the program: arguments in, exit code out. Commands throw; only here does a failure become an exit code.
 */
import { UserError } from '@fintrack/contract/errors'
import { quote } from '@fintrack/contract/text'
import { CommanderError } from 'commander'
import { serverOf, tokenSource } from './api/destination.ts'
import type { Context } from './context.ts'
import { EXIT_CODES } from './errors/exit-codes.ts'
import { failureJson, failureOf, failureText } from './errors/failure.ts'
import { usage } from './errors/usage.ts'
import { ClosedPipe } from './io/streams.ts'
import { openContext, type OpenContext } from './open-context.ts'
import type { Flags } from './options/globals.ts'
import { newProgram } from './program.ts'
import { visibleLines } from './render/safe-text.ts'
import { aliasesOf, expanded } from './shapes/aliases.ts'
import { COMPLETE } from './shapes/lazy-command.ts'
import type { World } from './world.ts'

/** Rejects once the user has interrupted the run. */
async function interruption (interrupted: Promise<void>, opened: OpenContext): Promise<never> {
  await interrupted
  const remedy = opened.inDoubt()
  throw remedy === undefined
    ? new UserError('interrupted', 'Interrupted; no change was under way.')
    : new UserError(
      'interrupted', 'Interrupted before the answer came. The change may have been stored.', { hint: remedy }
    )
}

/** Node.js puts this sign where the bytes of an argument are no UTF-8: what they were is lost. */
const LOST = '\uFFFD'

/** @throws UserError an argument that is not UTF-8 */
function requireText (argv: readonly string[]): void {
  const lost = argv.find((word) => word.includes(LOST))
  if (lost === undefined) return
  throw usage(`The argument ${quote(lost)} is not UTF-8 text; nothing was done.`,
    'Set the terminal and the shell to UTF-8, as `locale` shows.')
}

export async function run (argv: readonly string[], world: World): Promise<number> {
  let help = ''
  const opened = openContext(world, () => program.opts<Flags>())
  const program = newProgram(opened.cx, (text) => { help += text })
    // Help is to be had in any environment.
    .hook('preAction', async (_, command) => {
      if (!['help', COMPLETE].includes(command.name())) opened.checkSettings()
      await opened.openJq()
    })
  try {
    requireText(argv)
    const words = await expanded(program, argv, () => aliasesOf(opened.cx.store.config()))
    const done = program.parseAsync(words, { from: 'user' })
    await Promise.race([done, interruption(world.interrupts.interrupted, opened)])
    await opened.printJq()
    await opened.close()
    return opened.exitCode()
  } catch (error) {
    // Commander ends by an error where only help was asked for; what it refuses is a UserError by now.
    if (error instanceof CommanderError) return printHelp(opened.cx, world, help)
    const code = printFailure(opened.cx, error)
    // What is interrupted is not waited for.
    if (code !== EXIT_CODES.interrupted) await opened.close()
    return code
  }
}

/** Help is no output of a command, and goes past --jq. */
async function printHelp (cx: Context, { io }: World, help: string): Promise<number> {
  try {
    await io.out(help)
    return 0
  } catch (error) {
    return printFailure(cx, error)
  }
}

/** @returns the exit code */
function printFailure (cx: Context, error: unknown): number {
  if (error instanceof ClosedPipe) return 0
  const failure = failureOf(error, {
    loginHint: () => loginHint(cx), server: () => serverOf(cx), dataDir: () => cx.dataDir,
  })
  cx.io.err(wantsJson(cx) ? failureJson(failure) : failureText(failure))
  if (cx.flags.debug === true) cx.io.err(visibleLines(stacksOf(error)))
  return EXIT_CODES[failure.code]
}

/** The stacks alone: an error of a library may hold the request with its tokens. */
function stacksOf (error: unknown): string {
  if (!(error instanceof Error)) return ''
  return `${error.stack ?? error.message}\n${stacksOf(error.cause)}`
}

/** The format that is wanted, as far as the settings can be read: they may be what failed. */
function wantsJson (cx: Context): boolean {
  try {
    return cx.globals.output === 'json'
  } catch {
    return cx.flags.json === true || cx.flags.jq !== undefined || cx.flags.output === 'json'
  }
}

function loginHint (cx: Context): string {
  const destination = cx.destination()
  const { profile } = cx.globals
  const server = destination.kind === 'server' ? destination.address : 'URL'
  const login = `\`fintrack login${profile === 'default' ? '' : ` --profile ${profile}`} --server ${server}\``
  if (cx.settings.FINTRACK_TOKEN === undefined) return `Log in with ${login}.`
  return tokenSource(cx) === 'environment'
    ? `The server refused the token of FINTRACK_TOKEN: set another, or unset it and log in with ${login}.`
    : `FINTRACK_TOKEN is for the server of FINTRACK_SERVER and goes to no other; log in with ${login}.`
}
