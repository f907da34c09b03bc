import { UserError } from '@fintrack/contract/errors'
import { LATEST } from './migrations/index.ts'

/** @param where a command opens it, as the end of a sentence @throws UserError where a book that is only to be read has to be brought up to date first */
export function requireNewest (name: string, version: number, where: string): void {
  if (version === LATEST) return
  throw new UserError('book', `${name} is a book of an older fintrack (its schema is ${version}; this one's is ${LATEST}).`,
    { hint: `open it once with this one, as \`fintrack report --local\` does where ${where}, which brings it up to date; then run this again` })
}
