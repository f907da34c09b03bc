/* IMPORTANT
 * This snapshot file is auto-generated, but designed for humans.
 * It should be checked into source control and tracked carefully.
 * Re-generate by setting TAP_SNAPSHOT=1 and running tests.
 * Make sure to inspect the output below.  Do not ignore changes!
 */
'use strict'
exports[`packages/cli/test/sessions/parents.test.ts > TAP > a category is removed by itself, and what uses those below it is no use of it [case 11] > the screens 1`] = `
$ fintrack category add Food
--- exit 0
--- stdout
1
--- stderr
Added the category Food (expense).

$ fintrack tx add 5 Food:Restaurant --create
--- exit 0
--- stdout
1
--- stderr
Created the category Food:Restaurant (expense).
Added 5.00 USD to Food:Restaurant on 2024-05-20.

$ fintrack budget set food 100
--- exit 0
--- stdout
1
--- stderr
Set the budget of Food for May 2024 to 100.00 USD (95.00 left).

$ fintrack budget set food:restaurant 40
--- exit 0
--- stdout
2
--- stderr
Set the budget of Food:Restaurant for May 2024 to 40.00 USD (35.00 left).

$ fintrack category rm food --yes
--- exit 0
--- stdout
1
--- stderr
Removed the category Food. Its budget for May 2024 goes with it.

$ fintrack undo
--- exit 0
--- stdout
7
--- stderr
Undid change 6: Deleted category 1: "Food", expense; deleted 1 budget.

$ fintrack category rm food --uncategorize --yes
--- exit 0
--- stdout
1
--- stderr
Removed the category Food. Its budget for May 2024 goes with it.

$ fintrack category list
--- exit 0
--- stdout
2	Food:Restaurant	expense

$ fintrack budget list
--- exit 0
--- stdout
2	2024-05	Food:Restaurant	40.00	USD

`
