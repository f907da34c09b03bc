/* IMPORTANT
 * This snapshot file is auto-generated, but designed for humans.
 * It should be checked into source control and tracked carefully.
 * Re-generate by setting TAP_SNAPSHOT=1 and running tests.
 * Make sure to inspect the output below.  Do not ignore changes!
 */
'use strict'
exports[`packages/cli/test/commands/report.test.ts > TAP > report --by tag shows a line for each tag, and says that a transaction counts in each > 40 columns 1`] = `
May 2024  2024-05-01 to 2024-05-31   EUR

  Income   3,412.50
  Expenses 1,882.74
  Net      1,529.76 44.8% of income kept

Expenses       amount  n
  (untagged) 1,300.00 31
  trip/rome    582.74  9
  kids          82.74  2
  Total      1,882.74 40

Income
  (untagged) 3,412.50  3
  Total      3,412.50  3

Others         income expenses      net
  USD            0.00    12.00   -12.00

A transaction counts in each
of its tags, and in the total once.

`

exports[`packages/cli/test/commands/report.test.ts > TAP > report --by tag shows a line for each tag, and says that a transaction counts in each > income alone 1`] = `
May 2024                                        2024-05-01 to 2024-05-31   EUR

  Income        3,412.50   ████████████████████████████████████████
  Expenses          0.00
  Net           1,529.76   100.0% of income kept

Income by tag               amount  n
  (untagged)              3,412.50  3
  Total                   3,412.50  3

`

exports[`packages/cli/test/commands/report.test.ts > TAP > report --by tag shows a line for each tag, and says that a transaction counts in each > must match snapshot 1`] = `
May 2024                                        2024-05-01 to 2024-05-31   EUR

  Income        3,412.50   ████████████████████████████████████████
  Expenses      1,882.74   ██████████████████████▏
  Net           1,529.76   44.8% of income kept

Expenses by tag             amount   n
  (untagged)              1,300.00  31  ████████████████████████████
  trip/rome                 582.74   9  ████████████▌
  kids                       82.74   2  █▊
  Total                   1,882.74  40

Income by tag
  (untagged)              3,412.50   3
  Total                   3,412.50   3

Other currencies            income   expenses        net
  USD                         0.00      12.00     -12.00

A transaction counts in each of its tags, and in the total once.

`
