/* IMPORTANT
 * This snapshot file is auto-generated, but designed for humans.
 * It should be checked into source control and tracked carefully.
 * Re-generate by setting TAP_SNAPSHOT=1 and running tests.
 * Make sure to inspect the output below.  Do not ignore changes!
 */
'use strict'
exports[`packages/cli/test/sessions/undo.test.ts > TAP > undo puts every slip right, on the embedded book, on a server and on PostgreSQL > the screens 1`] = `
$ tx add 12.50 groceries --create --date 2024-05-03 -> 0
1
Created the category groceries (expense).
Added 12.50 USD to groceries on 2024-05-03.
$ budget set groceries 400 --month 2024-05 -> 0
1
Set the budget of groceries for May 2024 to 400.00 USD (387.50 left).
$ import - -> 0
Imported 2 transactions and created 2 categories.
$ category rm groceries --uncategorize -y -> 0
1
Removed the category groceries. Its transactions stay, without a category. Its budget for May 2024 goes with it.
$ tx list -> 0
3	2024-05-03	income	Interest	0.05	USD								0.05
1	2024-05-03	expense		12.50	USD								-12.50
2	2024-05-02	expense	Food	2.00	USD								-2.00
$ undo -> 0
6
Undid change 5: Deleted category 1: "groceries", expense; made 1 transaction uncategorized; deleted 1 budget.
$ undo -> 0
7
Undid change 4: Imported 2 rows.
$ tx list -> 0
1	2024-05-03	expense	groceries	12.50	USD								-12.50
$ tx edit 1 --amount 13 -> 0
1
Changed transaction 1: 13.00 USD, groceries, 2024-05-03.
$ undo 2 -> 6
error: Change 2 cannot be undone: transaction 1 was changed or removed since, by change 8 (Changed transaction 1 (expense of 12.50 USD, "groceries", 2024-05-03): amount now 13.00 USD); undo that first.
hint: \`fintrack log\` shows what was done since.
$ undo 99 -> 5
error: There is no change 99.
$ undo -> 0
9
Undid change 8: Changed transaction 1 (expense of 12.50 USD, "groceries", 2024-05-03): amount now 13.00 USD.
$ tx list -> 0
1	2024-05-03	expense	groceries	12.50	USD								-12.50
$ budget list -> 0
1	2024-05	groceries	400.00	USD
$ undo 9 -> 0
10
Redid change 8: Changed transaction 1 (expense of 12.50 USD, "groceries", 2024-05-03): amount now 13.00 USD.
$ tx list -> 0
1	2024-05-03	expense	groceries	13.00	USD								-13.00
$ undo -> 0
11
Undid change 8: Changed transaction 1 (expense of 12.50 USD, "groceries", 2024-05-03): amount now 13.00 USD.
$ tx list -> 0
1	2024-05-03	expense	groceries	12.50	USD								-12.50
$ undo 3 2 1 -> 0
12
13
14
Undid change 3: Added budget 1: "groceries", 2024-05, 400.00 USD.
Undid change 2: Added transaction 1: expense of 12.50 USD, "groceries", 2024-05-03.
Undid change 1: Added category 1: "groceries", expense.
$ undo 14 13 99 12 -> 5
15
16
Redid change 1: Added category 1: "groceries", expense.
Redid change 2: Added transaction 1: expense of 12.50 USD, "groceries", 2024-05-03.
error: There is no change 99.
$ tx list -> 0
1	2024-05-03	expense	groceries	12.50	USD								-12.50
$ log --fields id,action,summary,rows,undone_by -> 0
16	redo	Redid change 2: Added transaction 1: expense of 12.50 USD, "groceries", 2024-05-03	1	
15	redo	Redid change 1: Added category 1: "groceries", expense	1	
14	undo	Undid change 1: Added category 1: "groceries", expense	1	15
13	undo	Undid change 2: Added transaction 1: expense of 12.50 USD, "groceries", 2024-05-03	1	16
12	undo	Undid change 3: Added budget 1: "groceries", 2024-05, 400.00 USD	1	
11	undo	Undid change 8: Changed transaction 1 (expense of 12.50 USD, "groceries", 2024-05-03): amount now 13.00 USD	1	
10	redo	Redid change 8: Changed transaction 1 (expense of 12.50 USD, "groceries", 2024-05-03): amount now 13.00 USD	1	11
9	undo	Undid change 8: Changed transaction 1 (expense of 12.50 USD, "groceries", 2024-05-03): amount now 13.00 USD	1	
8	change	Changed transaction 1 (expense of 12.50 USD, "groceries", 2024-05-03): amount now 13.00 USD	1	9
7	undo	Undid change 4: Imported 2 rows	4	
6	undo	Undid change 5: Deleted category 1: "groceries", expense; made 1 transaction uncategorized; deleted 1 budget	3	
5	delete	Deleted category 1: "groceries", expense; made 1 transaction uncategorized; deleted 1 budget	3	6
4	import	Imported 2 rows	4	7
3	create	Added budget 1: "groceries", 2024-05, 400.00 USD	1	12
2	create	Added transaction 1: expense of 12.50 USD, "groceries", 2024-05-03	1	
1	create	Added category 1: "groceries", expense	1	

`
