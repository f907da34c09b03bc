/** What a login needs and may have to be asked for. No secret is ever an argument. */
import { Option } from 'commander'
import type { Context } from '../context.ts'
import { usage } from '../fault.ts'

/** Longer than any password that is taken. */
const LINE_MAX_BYTES = 64 * 1024

export function passwordStdinOption (): Option {
  return new Option('--password-stdin', 'read the password from the first line of standard input')
}

/** @throws Fault where nobody can be asked, naming the flag */
export async function askedFor (cx: Context, given: string | undefined, flag: string, question: string, fallback?: string): Promise<string> {
  if (given !== undefined) return given
  if (!cx.canAsk) throw usage(`${flag} is missing, and there is nobody to ask.`)
  const answer = await (await cx.prompt()).text(question, fallback)
  if (answer === '') throw usage(`${question} was left empty.`)
  return answer
}

async function firstLine ({ io }: Context): Promise<string> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of io.stdin()) {
    const end = part.indexOf(0x0a)
    parts.push(end === -1 ? part : part.subarray(0, end))
    length += part.length
    if (end !== -1) break
    if (length > LINE_MAX_BYTES) throw usage(`The first line of standard input is longer than ${LINE_MAX_BYTES} bytes, which no password is.`)
  }
  return Buffer.concat(parts).toString('utf8').replace(/\r$/, '')
}

/** A password that is there already. @throws Fault where nobody can be asked, naming the flag */
export async function password (cx: Context, fromStdin: boolean): Promise<string> {
  if (!fromStdin && !cx.canAsk) throw usage('A password is needed, and there is nobody to ask.', '--password-stdin reads it from standard input.')
  const secret = fromStdin ? await firstLine(cx) : await (await cx.prompt()).password('Password')
  if (secret === '') throw usage('The password is empty.')
  return secret
}

/** A new password: a person types it twice. */
export async function newPassword (cx: Context, fromStdin: boolean): Promise<string> {
  const secret = await password(cx, fromStdin)
  if (!fromStdin && await (await cx.prompt()).password('Password, once more') !== secret) throw usage('The two passwords differ.')
  return secret
}
