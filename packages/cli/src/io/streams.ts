/** The process's own streams, and the files that a user names. */
import { createReadStream, statSync } from 'node:fs'
import type { Readable } from 'node:stream'
import type { WriteStream } from 'node:tty'
import { UserError } from '@fintrack/contract/errors'
import type { Environment } from '@fintrack/contract/settings'
import type { Io } from '../world.ts'
import { codeOf, reasonOf } from './reason.ts'

/** What is taken of `process.stdout` and `process.stderr`. */
export type Output = NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY' | 'columns'>>
export type Input = Readable & { readonly isTTY?: boolean, setRawMode?(isRaw: boolean): unknown }

/** A reader that has left: EPIPE at first, and for whatever is written after it a stream that is destroyed. */
const CLOSED_PIPE: ReadonlyArray<string | undefined> = ['EPIPE', 'ERR_STREAM_DESTROYED']

/** Nobody reads standard output any more: the run ends quietly. Thrown to leave the command, and never printed. */
export class ClosedPipe extends Error {
  override readonly name = 'ClosedPipe'
}

/** COLUMNS, where it is a width; else the terminal's own. */
function widthOf (env: Environment, stdout: Output): number | undefined {
  const text = env['COLUMNS'] ?? ''
  return /^[1-9][0-9]{0,4}$/.test(text) ? Number(text) : stdout.columns
}

function unreadable (name: string, error: unknown): UserError {
  return new UserError('unreadable_file', `${name} cannot be read: ${reasonOf(error)}.`, { cause: error })
}

async function * bytesOf (name: string, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield * bytes
  } catch (error) {
    throw unreadable(name, error)
  }
}

export function newIo (stdin: Input, stdout: Output, stderr: Output, env: Environment): Io {
  let closed: unknown
  // Without listeners a closed pipe would end the process with a stack trace.
  stdout.on('error', (error) => { closed = error })
  stderr.on('error', () => {})
  return {
    stdinIsTerminal: stdin.isTTY === true,
    stdoutIsTerminal: stdout.isTTY === true,
    stderrIsTerminal: stderr.isTTY === true,
    columns: widthOf(env, stdout),
    async out (text) {
      if (text === '') return
      await new Promise<void>((resolve, reject) => {
        stdout.write(text, (error) => {
          const failed = error ?? closed
          if (failed === undefined || failed === null) resolve()
          else if (CLOSED_PIPE.includes(codeOf(failed))) reject(new ClosedPipe())
          else {
            reject(new UserError('unexpected', `The output cannot be written: ${reasonOf(failed)}.`, {
              cause: failed,
            }))
          }
        })
      })
    },
    err (text) {
      stderr.write(text)
    },
    stdin: () => bytesOf('Standard input', stdin),
    async open (path) {
      try {
        const file = statSync(path)
        if (file.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' })
        const stream = createReadStream(path)
        await new Promise((resolve, reject) => {
          stream.once('open', resolve)
          stream.once('error', reject)
        })
        // A pipe or a device has no size that means anything.
        return { bytes: bytesOf(JSON.stringify(path), stream), size: file.isFile() ? file.size : undefined }
      } catch (error) {
        throw unreadable(JSON.stringify(path), error)
      }
    },
  }
}
