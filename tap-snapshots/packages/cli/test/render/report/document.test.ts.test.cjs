/* IMPORTANT
 * This snapshot file is auto-generated, but designed for humans.
 * It should be checked into source control and tracked carefully.
 * Re-generate by setting TAP_SNAPSHOT=1 and running tests.
 * Make sure to inspect the output below.  Do not ignore changes!
 */
'use strict'
exports[`packages/cli/test/render/report/document.test.ts > TAP > the columns of the month's document grow with the numbers, in all sections alike > must match snapshot 1`] = `
May 2024                                        2024-05-01 to 2024-05-31   EUR

  Income        1,234,567,890.12   ████████████████████████████████████████
  Expenses         98,765,432.10   ███▎
  Net           1,135,802,458.02   92.0% of income kept

Budget vs actual
               spent             budget               left    used
! Rent
       98,765,432.10       1,000,000.00     -97,765,432.10  9,877%
  Total
       98,765,432.10       1,000,000.00     -97,765,432.10  9,877%
  Not budgeted
                0.00

Expenses by category                amount   share       n
  Rent                       98,765,432.10  100.0%  12,345  ██████████████████
  Total                      98,765,432.10  100.0%  12,345

Income by category
  Salary                  1,234,567,890.12  100.0%       1
  Total                   1,234,567,890.12  100.0%       1

1 category over budget: Rent by 97,765,432.10

`

exports[`packages/cli/test/render/report/document.test.ts > TAP > the month's document at 40 columns has no bars and whole numbers > must match snapshot 1`] = `
May 2024  2024-05-01 to 2024-05-31   EUR

  Income   3,412.50
  Expenses 1,882.74
  Net      1,529.76 44.8% of income kept

Budget vs actual
     spent   budget     left used
! Groceries
    431.72   400.00   -31.72 108%
  Rent
    980.00   980.00     0.00 100%
  Transport
     86.40    90.00     3.60  96%
  Total
  1,498.12 1,470.00   -28.12 102%
  Not budgeted
    384.62

Expenses            amount  share  n
  Rent              980.00  52.1%  1
  Groceries         431.72  22.9% 14
  Eating out        224.52  11.9% 11
  Utilities         142.10   7.5%  2
  Transport          86.40   4.6%  9
  (uncategorized)    18.00   1.0%  3
  Total           1,882.74 100.0% 40

Income
  Salary          3,200.00  93.8%  1
  Freelance         200.00   5.8%  1
  Interest           12.50   0.4%  1
  Total           3,412.50 100.0%  3

1 category over budget:
  Groceries by 31.72

`

exports[`packages/cli/test/render/report/document.test.ts > TAP > the month's document at 60 columns has shorter bars, and none where there is no room > must match snapshot 1`] = `
May 2024                    2024-05-01 to 2024-05-31   EUR

  Income        3,412.50   ███████████████████████████████
  Expenses      1,882.74   █████████████████▏
  Net           1,529.76   44.8% of income kept

Budget vs actual         spent     budget       left  used
! Groceries             431.72     400.00     -31.72  108%
  Rent                  980.00     980.00       0.00  100%
  Transport              86.40      90.00       3.60   96%
  Total               1,498.12   1,470.00     -28.12  102%
  Not budgeted          384.62

Expenses                amount   share   n
  Rent                  980.00   52.1%   1  ██████████████
  Groceries             431.72   22.9%  14  ██████▏
  Eating out            224.52   11.9%  11  ███▎
  Utilities             142.10    7.5%   2  ██
  Transport              86.40    4.6%   9  █▎
  (uncategorized)        18.00    1.0%   3  ▎
  Total               1,882.74  100.0%  40

Income by category
  Salary              3,200.00   93.8%   1
  Freelance             200.00    5.8%   1
  Interest               12.50    0.4%   1
  Total               3,412.50  100.0%   3

1 category over budget: Groceries by 31.72

`

exports[`packages/cli/test/render/report/document.test.ts > TAP > the month's document has red only for what is over budget, and bold headings > must match snapshot 1`] = `
<b>May 2024</b>                                        2024-05-01 to 2024-05-31   EUR

  Income        3,412.50   ████████████████████████████████████████
  Expenses      1,882.74   ██████████████████████▏
  Net           1,529.76   44.8% of income kept

<b>Budget vs actual             spent     budget       left   used</b>
<red>! Groceries                 431.72     400.00     -31.72   ██████████  108%</red>
  Rent                      980.00     980.00       0.00   ██████████  100%
  Transport                  86.40      90.00       3.60   █████████▋   96%
  Total                   1,498.12   1,470.00     -28.12   ██████████  102%
  Not budgeted              384.62

<b>Expenses by category        amount   share   n</b>
  Rent                      980.00   52.1%   1  ████████████████████████████
  Groceries                 431.72   22.9%  14  ████████████▍
  Eating out                224.52   11.9%  11  ██████▍
  Utilities                 142.10    7.5%   2  ████
  Transport                  86.40    4.6%   9  ██▌
  (uncategorized)            18.00    1.0%   3  ▌
  Total                   1,882.74  100.0%  40

<b>Income by category</b>
  Salary                  3,200.00   93.8%   1
  Freelance                 200.00    5.8%   1
  Interest                   12.50    0.4%   1
  Total                   3,412.50  100.0%   3

<red>1 category over budget: Groceries by 31.72</red>

`
