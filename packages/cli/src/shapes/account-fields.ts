/** The options of an account that `account add` and `account edit` share. */
import { Option, type Command } from 'commander'
import { parseCurrency } from '../options/amount.ts'
import { repeated } from '../options/repeated.ts'

export interface AccountFlags {
  readonly currency?: string
  readonly openingBalance?: string
  readonly openingDate?: string
  /** False by --no-bank-id. */
  readonly bankId?: readonly string[] | false
}

export function addAccountOptions (command: Command, words: {
  readonly currency: string, readonly openingDate: string, readonly bankId: string
}): Command {
  return command
    .addOption(new Option('--currency <code>', words.currency).argParser(parseCurrency))
    .option('--opening-balance <amount>', 'what was there before its first row; a debt is negative')
    .option('--opening-date <day>', words.openingDate)
    .option('--bank-id <id>', words.bankId, (id: string, before: AccountFlags['bankId']) =>
      repeated(id, before === false ? undefined : before))
}
