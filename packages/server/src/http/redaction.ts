/** Keeps tokens, SQL and terminal control sequences out of the log, and tokens out of refusals. */

/** Our tokens and JWTs, also where they are cut short or percent-encoded. */
const TOKEN = /(?:eyJ|fr1(?:\.|%2e)|ftp(?:_|%5f))[\w.%~+=-]{3,}/gi
const REDACTED = '[token]'

export function withoutTokens (text: string): string {
  return text.replace(TOKEN, REDACTED)
}

/** Control characters, and characters that are invisible or change the direction of a line. */
const INVISIBLE = /(?!\n$)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

function escaped (text: string): string {
  return text.split('').map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')
}

/** A JSON line of the log without its tokens; safe for a terminal, and otherwise with the same meaning. */
export function logLine (json: string): string {
  return withoutTokens(json).replace(INVISIBLE, escaped)
}

/** Knex puts the statement before a message of SQLite, and after a message of its own. */
function withoutSql (message: string): string {
  return message.replace(/^.* - (?=SQLITE_[A-Z_]+: )/s, '').replace(/ query: .*$/s, '')
}

type LoggedError = { type: string, message: string, stack: string }

/** An error as the log shows it, without its other properties (statements, values, requests). */
export function loggedError (error: unknown): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error), stack: '' }
  const message = withoutSql(error.message)
  const stack = error.stack ?? ''
  // Takes only the frames: above them the stack repeats the original message.
  const frames = stack.slice(stack.search(/(?:\n {4}at [^\n]+)*$/))
  return { type: error.name, message, stack: `${error.name}: ${message}${frames}` }
}
