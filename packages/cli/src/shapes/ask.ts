/** What a login needs and may have to be asked for. No secret is ever an argument. */
import { Option } from 'commander'
import type { Context } from '../context.ts'
import { usage } from '../errors/usage.ts'

/** Longer than any password that is taken. */
const LINE_MAX_BYTES = 64 * 1024

export function passwordStdinOption (): Option {
  return new Option('--password-stdin', 'read the password from the first line of standard input')
}

/** @throws UserError where nobody can be asked, naming the flag */
export async function askedFor (
  cx: Context, given: string | undefined, flag: string, question: string, fallback?: string
): Promise<string> {
  if (given !== undefined) return given
  if (!cx.canAsk) throw usage(`${flag} is needed, because fintrack cannot ask for it here.`)
  const answer = await (await cx.prompt()).text(question, fallback)
  if (answer === '') throw usage(`${question} was left empty.`)
  return answer
}

/**
 * So many lines of standard input, without their ends; what comes after them is left. A line that is not there is
 * empty.
 */
async function firstLines ({ io }: Context, count: number): Promise<string[]> {
  const lines: string[] = []
  let parts: Uint8Array[] = []
  let length = 0
  const endLine = (): void => {
    lines.push(Buffer.concat(parts).toString('utf8').replace(/\r$/, ''))
    parts = []
    length = 0
  }
  for await (const bytes of io.stdin()) {
    let rest = bytes
    for (let end = rest.indexOf(0x0a); end !== -1 && lines.length < count; end = rest.indexOf(0x0a)) {
      parts.push(rest.subarray(0, end))
      rest = rest.subarray(end + 1)
      endLine()
    }
    if (lines.length === count) return lines
    parts.push(rest)
    length += rest.length
    if (length > LINE_MAX_BYTES) {
      throw usage(`Standard input has a line of more than ${LINE_MAX_BYTES} bytes, which is too long for a password.`)
    }
  }
  while (lines.length < count) endLine()
  return lines
}

/** @throws UserError where nobody can be asked, naming the flag */
function requirePrompt (cx: Context, fromStdin: boolean): void {
  if (!fromStdin && !cx.canAsk) {
    throw usage(
      'A password is needed, and fintrack cannot ask for it here.', '--password-stdin reads it from standard input.'
    )
  }
}

/** @throws UserError an empty one: no user has it, so it is a slip, or a file that is not there */
function notEmpty (secret: string | undefined, which: string): string {
  if (secret === undefined || secret === '') throw usage(`The ${which} is empty.`)
  return secret
}

/** A password that is there already. @throws UserError where nobody can be asked, naming the flag */
export async function password (cx: Context, fromStdin: boolean): Promise<string> {
  requirePrompt(cx, fromStdin)
  const [secret] = fromStdin ? await firstLines(cx, 1) : [await (await cx.prompt()).password('Password')]
  return notEmpty(secret, 'password')
}

/** A new password: a person types it twice. */
export async function newPassword (cx: Context, fromStdin: boolean): Promise<string> {
  const secret = await password(cx, fromStdin)
  if (!fromStdin && await (await cx.prompt()).password('Password again') !== secret) {
    throw usage('The two passwords differ.')
  }
  return secret
}

/** The password of now and the next one: two lines of standard input, or three questions. */
export async function passwordChange (
  cx: Context, fromStdin: boolean
): Promise<{ readonly before: string, readonly after: string }> {
  requirePrompt(cx, fromStdin)
  if (fromStdin) {
    const [before, after] = await firstLines(cx, 2)
    return {
      before: notEmpty(before, 'old password (the first line)'),
      after: notEmpty(after, 'new password (the second line)'),
    }
  }
  const prompt = await cx.prompt()
  const before = notEmpty(await prompt.password('Old password'), 'old password')
  const after = notEmpty(await prompt.password('New password'), 'new password')
  if (await prompt.password('New password again') !== after) throw usage('The two new passwords differ.')
  return { before, after }
}
