import { UserError } from '@fintrack/contract/errors'

/** A bad flag, argument or value: exit 2. */
export function usage (message: string, hint?: string): UserError {
  return new UserError('usage', message, { hint })
}
