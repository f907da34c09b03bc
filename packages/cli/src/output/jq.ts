/** `--jq`: what a command prints as JSON goes through an expression of jq. jq's one home, loaded for it alone. */
import { quote } from '@fintrack/contract/text'
import { usage } from '../errors/usage.ts'
import { visibleJson, visibleLines } from '../render/safe-text.ts'
import type { Io } from '../world.ts'

export interface JqFilter {
  /** Takes what would be printed. @throws UserError 'usage' for what cannot be JSON */
  readonly take: (text: string) => void
  /** Prints what the expression makes of it. @throws UserError 'usage' where the expression fails on it */
  readonly print: () => Promise<void>
}

/** jq's own exit code for an expression that is none. */
const NOT_COMPILED = 3

/** `jq: error (at <stdin>:0): Cannot index number` as the reason alone; below it jq repeats the expression. */
function reasonIn (stderr: string): string {
  return stderr.replace(/\n[^]*$/, '').replace(/^jq: error(?: \(at [^)]*\))?: /, '').replace(' at <top-level>', '')
    .replace(/:$/, '')
}

function notJson () {
  return usage('--jq filters JSON, and this command prints none.', 'Leave --jq out.')
}

/** A string as it is, a line each; anything else as JSON on one line. */
function printed (line: string): string {
  const value: unknown = line.startsWith('"') ? JSON.parse(line) : undefined
  return `${typeof value === 'string' ? visibleLines(value) : visibleJson(line)}\n`
}

/** Loads jq. @throws UserError 'usage' for an expression that is none, before the command does anything */
export async function openJqFilter (expression: string, out: Io['out']): Promise<JqFilter> {
  const { loadJq } = await import('jq-wasm/inline')
  const jq = await loadJq()
  // Without an input it is compiled, and not run.
  const compiled = jq.raw('', expression)
  if (compiled.exitCode === NOT_COMPILED) {
    throw usage(`--jq is ${quote(expression)}, which jq does not understand: ${reasonIn(compiled.stderr)}.`)
  }
  let json = ''
  return {
    take (text) {
      json += text
      // A command that goes on for ever would never be told otherwise.
      if (/^\s*[^\s[{"\-0-9tfn]/.test(json)) throw notJson()
    },
    async print () {
      if (json === '') return
      const { stdout, stderr, exitCode } = jq.raw(json, expression, ['-c'])
      if (stderr.startsWith('jq: parse error')) throw notJson()
      // What came before a failure is printed, as jq does.
      if (stdout !== '') await out(stdout.split('\n').map(printed).join(''))
      if (exitCode !== 0) {
        throw usage(`--jq ${quote(expression)} failed on the output: ${reasonIn(stderr)}.`)
      }
    },
  }
}
