/** Refusals of the API's fields in the words of the command line, whose people know no fields. */
import { Problem } from '@fintrack/contract/problem'

const OPTIONS: Readonly<Record<string, string>> = {
  account: '--account',
  to_account: '--to-account',
  to_amount: '--to-amount',
  to_date: '--to-date',
  splits: 'the parts',
  bank_ids: '--bank-id',
  opening_balance: '--opening-balance',
  opening_date: '--opening-date',
  monthly_limit: 'the amount',
  description: '--text',
  q: '--search',
}

/** A sentence that speaks of its field as `this` needs the name of it; every other one says all by itself. */
const NEEDS_NAME = /\bthis\b(?! (?:transaction|user|cursor))/i

/**
 * The same refusal, whose sentence begins with the name of an option, or with none, where it began with that of a
 * field. Lines of an import stay as they are, and so does every other error.
 */
export function withSpokenFields (error: unknown): unknown {
  if (!(error instanceof Problem) || error.code !== 'validation_failed') return error
  const field = Object.keys(error.extras.errors ?? {}).find((one) => error.message.startsWith(`${one}: `))
  if (field === undefined) return error
  const sentence = error.message.slice(field.length + 2)
  const message = NEEDS_NAME.test(sentence) ? `${OPTIONS[field] ?? field}: ${sentence}` : sentence
  const spoken = new Problem(error.code, message, error.extras)
  spoken.cause = error
  return spoken
}
