/** What may stand in the log, and in a refusal: no token, no SQL, nothing that a terminal would obey. */

/** Our tokens and JWTs, also cut short or with their signs percent-encoded. */
const TOKEN = /(?:eyJ|fr1(?:\.|%2e)|ftp(?:_|%5f))[\w.%~+=-]{3,}/gi
const REDACTED = '[token]'

export function withoutTokens (text: string): string {
  return text.replace(TOKEN, REDACTED)
}

/** Controls, and what turns the direction of a line or is not to be seen. */
const INVISIBLE = /(?!\n$)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

function escaped (text: string): string {
  return text.split('').map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')
}

/** A line of the log, which is JSON, with the same meaning but for its tokens; safe for a terminal. */
export function logLine (json: string): string {
  return withoutTokens(json).replace(INVISIBLE, escaped)
}

/** Before what SQLite says Knex puts the statement; and behind what it says itself. */
function withoutSql (message: string): string {
  return message.replace(/^.* - (?=SQLITE_[A-Z_]+: )/s, '').replace(/ query: .*$/s, '')
}

type LoggedError = { type: string, message: string, stack: string }

/** An error as it is logged. What else hangs on it (statements, values, requests) is left out. */
export function loggedError (error: unknown): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error), stack: '' }
  const message = withoutSql(error.message)
  const stack = error.stack ?? ''
  // The frames alone: above them the stack repeats the message as it was.
  const frames = stack.slice(stack.search(/(?:\n {4}at [^\n]+)*$/))
  return { type: error.name, message, stack: `${error.name}: ${message}${frames}` }
}
