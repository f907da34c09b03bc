/* IMPORTANT
 * This snapshot file is auto-generated, but designed for humans.
 * It should be checked into source control and tracked carefully.
 * Re-generate by setting TAP_SNAPSHOT=1 and running tests.
 * Make sure to inspect the output below.  Do not ignore changes!
 */
'use strict'
exports[`packages/cli/test/sessions/amounts.test.ts > TAP > amounts are read in the currency of their row, their account or the book, never of a setting [case 6] > the screens 1`] = `
$ fintrack tx add 1.255
--- exit 2
--- stderr
error: The amount "1.255" can be read two ways: as 1255 or as 1.255.
hint: Write 1255 or 1.25: USD has 2 decimals.

$ fintrack tx add 1.255
--- exit 2
--- stderr
error: The amount "1.255" can be read two ways: as 1255 or as 1.255.
hint: Write 1255 or 1.25: USD has 2 decimals.

$ fintrack account add Giro
--- exit 0
--- stdout
1
--- stderr
Added the account Giro with 0.00 USD.

$ fintrack account add Gulf --currency KWD --opening-balance 10.500
--- exit 0
--- stdout
2
--- stderr
Added the account Gulf with 10.500 KWD.

$ fintrack tx add 1.255 Food tea --create --account gulf
--- exit 0
--- stdout
1
--- stderr
Created the category Food (expense).
Added 1.255 KWD to Food on 2024-05-20, in the account Gulf.

$ fintrack tx add 2.755 --account gulf --split Food=1.255 --split '@giro=1.500'
--- exit 2
--- stderr
error: "Giro" is in USD, and the transaction in KWD.

$ fintrack tx add 2.755 --account gulf --split Food=1.255 --split Tea --create
--- exit 0
--- stdout
2
--- stderr
Created the category Tea (expense).
Added 2.755 KWD to Food 1.255 and Tea 1.500 on 2024-05-20, in the account Gulf.

$ fintrack tx add 1.255 --account giro
--- exit 2
--- stderr
error: The amount "1.255" can be read two ways: as 1255 or as 1.255.
hint: Write 1255 or 1.25: USD has 2 decimals.

$ fintrack tx edit 1 --amount 1.755
--- exit 0
--- stdout
1
--- stderr
Changed transaction 1: 1.755 KWD, Food, 2024-05-20, tea.

$ fintrack tx split 1 Food=1.250 Tea
--- exit 0
--- stdout
1
--- stderr
Changed transaction 1: 1.755 KWD, Food 1.250 and Tea 0.505, 2024-05-20, tea.

$ fintrack tx add 4 Food --account giro
--- exit 0
--- stdout
3
--- stderr
Added 4.00 USD to Food on 2024-05-20, in the account Giro.

$ fintrack tx edit 3 --amount 1.234
--- exit 2
--- stderr
error: --amount "1.234" can be read two ways: as 1234 or as 1.234.
hint: Write 1234 or 1.23: USD has 2 decimals.

$ fintrack tx edit 3 --to-account gulf --to-amount 1.234
--- exit 0
--- stdout
3
--- stderr
Changed transaction 3: it is now a transfer of 4.00 USD, Giro to Gulf (1.234 KWD), 2024-05-20.

$ fintrack tx edit 3 --to-amount 1.235
--- exit 0
--- stdout
3
--- stderr
Changed transaction 3: 4.00 USD, Giro to Gulf (1.235 KWD), 2024-05-20.

$ fintrack tx list --min 1.700
--- exit 2
--- stderr
error: --min "1.700" can be read two ways: as 1700 or as 1.700.
hint: Write 1700 or 1.70: USD has 2 decimals.

$ fintrack tx list --account gulf --min 1.700 --fields id,amount
--- exit 0
--- stdout
2	2.755
1	1.755

$ fintrack budget set food 150.000
--- exit 2
--- stderr
error: The amount "150.000" can be read two ways: as 150000 or as 150.000.
hint: Write 150000 or 150.00: USD has 2 decimals.

$ fintrack user edit --currency KWD -q
--- exit 0
--- stdout
1

$ fintrack budget set food 150.000
--- exit 0
--- stdout
1
--- stderr
Set the budget of Food for May 2024 to 150.000 KWD (147.495 left).

$ fintrack tx add 1.255 food --account gulf
--- exit 0
--- stdout
4
--- stderr
Added 1.255 KWD to Food on 2024-05-20, in the account Gulf (146.240 of the budget of 150.000 left).

$ fintrack tx list --min 1.250 --max 1.260 --fields id,amount,currency
--- exit 0
--- stdout
4	1.255	KWD

`
