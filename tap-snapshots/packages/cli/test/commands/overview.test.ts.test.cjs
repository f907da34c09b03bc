/* IMPORTANT
 * This snapshot file is auto-generated, but designed for humans.
 * It should be checked into source control and tracked carefully.
 * Re-generate by setting TAP_SNAPSHOT=1 and running tests.
 * Make sure to inspect the output below.  Do not ignore changes!
 */
'use strict'
exports[`packages/cli/test/commands/overview.test.ts > TAP > fintrack alone is a screen of this month, of at most 20 lines > a month with a budget that is over 1`] = `
May 2024                                        2024-05-01 to 2024-05-31   USD

  Income        3,000.00   ████████████████████████████████████████
  Expenses        450.00   ██████
  Net           2,550.00   85.0% of income kept

! Food is over budget by 50.00

Next:
  fintrack report                           the whole month
  fintrack tx add 12.50 groceries           something that you bought
  fintrack tx list --limit 10               the latest transactions
  fintrack budget set groceries 400         a limit for the month
  fintrack help                             everything else

`

exports[`packages/cli/test/commands/overview.test.ts > TAP > fintrack alone is a screen of this month, of at most 20 lines > at 40 columns 1`] = `
May 2024  2024-05-01 to 2024-05-31   USD

  Income   3,000.00
  Expenses   486.00
  Net      2,514.00 83.8% of income kept

! Food is over budget by 50.00
! Other1 is over budget by 4.00
! Other2 is over budget by 4.00
  and 2 more budgets over

Next:
  fintrack report
  fintrack tx add 12.50 groceries
  fintrack tx list --limit 10
  fintrack budget set groceries 400
  fintrack help

`

exports[`packages/cli/test/commands/overview.test.ts > TAP > fintrack alone shows three first steps where there is no book, and makes none > no book 1`] = `
Your book is empty. Three first steps:

  fintrack tx add 12.50 groceries --create  what you spent
  fintrack import bank.csv                  what you have as a CSV file
  fintrack report                           where the money of this month went

All commands: fintrack help

`
