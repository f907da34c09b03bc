/* IMPORTANT
 * This snapshot file is auto-generated, but designed for humans.
 * It should be checked into source control and tracked carefully.
 * Re-generate by setting TAP_SNAPSHOT=1 and running tests.
 * Make sure to inspect the output below.  Do not ignore changes!
 */
'use strict'
exports[`packages/cli/test/sessions/shapes.test.ts > TAP > a month of all shapes looks the same on the embedded book and on a server > must match snapshot 1`] = `
$ fintrack api POST /api/accounts/ --input -
--- exit 0
{
  "id": 1,
  "name": "Checking",
  "currency": "USD",
  "opening_balance": "0.00",
  "opening_date": null,
  "bank_ids": [],
  "archived": false,
  "balance": "0.00"
}
--- stderr

$ fintrack tx add 3200 Salary --create --type income --date 05-01
--- exit 0
1
--- stderr
Created the category Salary (income).
Added 3,200.00 USD of income to Salary on 2024-05-01, in the account Checking.

$ fintrack api POST /api/accounts/ --input -
--- exit 0
{
  "id": 2,
  "name": "Savings",
  "currency": "USD",
  "opening_balance": "0.00",
  "opening_date": null,
  "bank_ids": [],
  "archived": false,
  "balance": "0.00"
}
--- stderr

$ fintrack api POST /api/accounts/ --input -
--- exit 0
{
  "id": 3,
  "name": "Card",
  "currency": "EUR",
  "opening_balance": "0.00",
  "opening_date": null,
  "bank_ids": [],
  "archived": false,
  "balance": "0.00"
}
--- stderr

$ fintrack tx add 60 till receipt --split Groceries=45 --split Household --create --date 05-03 --account checking
--- exit 0
2
--- stderr
Created the category Groceries (expense).
Created the category Household (expense).
Added 60.00 USD to Groceries 45.00 and Household 15.00 on 2024-05-03, in the account Checking.

$ fintrack tx add 18.40 groceries market --date 05-04 --account card --currency EUR --tag trip/rome --tag food
--- exit 0
3
--- stderr
Added 18.40 EUR to Groceries on 2024-05-04, in the account Card.

$ fintrack tx add 4 groceries bottles --refund --date 05-05 --account checking
--- exit 0
4
--- stderr
Added a refund of 4.00 USD to Groceries on 2024-05-05, in the account Checking.

$ fintrack tx add 500 --date 05-06 --account checking
--- exit 0
5
--- stderr
Added 500.00 USD without a category on 2024-05-06, in the account Checking.

$ fintrack tx edit 5 --to-account savings --text for the roof
--- exit 0
5
--- stderr
Changed transaction 5: it is now a transfer of 500.00 USD, Checking to Savings, 2024-05-06, for the roof.

$ fintrack tx add 39.90 --type income --date 05-07 --account checking
--- exit 0
6
--- stderr
Added 39.90 USD of income without a category on 2024-05-07, in the account Checking.

$ fintrack tx edit 6 --category household
--- exit 2
--- stderr
error: "Household" is of type expense, and the transaction of type income; give the type as well.
hint: Say that it is an expense now: --type expense. The sign of its amount turns with it.

$ fintrack tx edit 6 --category household --type expense
--- exit 0
6
--- stderr
Changed transaction 6: it is now an expense of -39.90 USD, Household, 2024-05-07.

$ fintrack tx edit 2 --amount 70
--- exit 2
--- stderr
error: This transaction is split: amount alone does not say what its parts are; give its splits as well, or an empty list for none.
hint: \`fintrack tx split 2 a=… b=…\` says what its parts are, \`fintrack tx split 2 --none\` makes it one again.

$ fintrack tx split 2 groceries=50 household=20
--- exit 2
--- stderr
error: The parts sum to 70.00 USD, and the amount is 60.00 USD; make them the same.

$ fintrack tx split 2 groceries=50 nowhere
--- exit 5
--- stderr
error: There is no category "nowhere".
hint: \`fintrack category list\` lists the categories, \`fintrack category add NAME\` adds one.

$ fintrack tx split 2 groceries=50 household
--- exit 0
2
--- stderr
Changed transaction 2: 60.00 USD, Groceries 50.00 and Household 10.00, 2024-05-03, till receipt.

$ fintrack tx add 5 --account savings --currency EUR
--- exit 2
--- stderr
error: The account "Savings" is in USD, so a transaction in it cannot be in EUR.

$ fintrack tx add 5 --account piggy bank
--- exit 5
--- stderr
error: There is no account "piggy bank".
hint: \`fintrack account list\` lists the accounts, \`fintrack account add NAME\` adds one.

$ fintrack tx add 5 --tag a b
--- exit 2
--- stderr
error: --tag is "a b", which is not a tag.
hint: Write 1 to 100 letters, digits, - and _, with / between the parts of a path, such as trip/rome.

$ fintrack tx edit 5 --to-account checking
--- exit 2
--- stderr
error: The transfer comes from "Checking" already; name another account.

$ fintrack tx list --month may
--- exit 0
id  date        type      category     amount  currency  description   account
 6  2024-05-07  expense   Household    -39.90  USD                     Checking
 5  2024-05-06  transfer               500.00  USD       for the roof  Checking
 4  2024-05-05  expense   Groceries     -4.00  USD       bottles       Checking
 3  2024-05-04  expense   Groceries     18.40  EUR       market        Card
 2  2024-05-03  expense                 60.00  USD       till receipt  Checking
 1  2024-05-01  income    Salary     3,200.00  USD                     Checking
--- stderr
1 transaction in EUR: expenses 18.40, net -18.40.
5 transactions in USD: income 3,200.00, expenses 60.00, refunds 43.90, net 3,183.90; transfers 500.00.

$ fintrack tx list --month may
--- exit 0
date        ty…  category    amount  cu…
2024-05-07  ex…  Househo…    -39.90  USD
2024-05-06  tr…              500.00  USD
2024-05-05  ex…  Groceri…     -4.00  USD
2024-05-04  ex…  Groceri…     18.40  EUR
2024-05-03  ex…               60.00  USD
2024-05-01  in…  Salary    3,200.00  USD
--- stderr
1 transaction in EUR: expenses 18.40, net -18.40.
5 transactions in USD: income 3,200.00, expenses 60.00, refunds 43.90, net 3,183.90; transfers 500.00.

$ fintrack tx list --month may --ascii
--- exit 0
id  date        type      category     amount  currency  description   account   to_account  tags            splits
 6  2024-05-07  expense   Household    -39.90  USD                     Checking
 5  2024-05-06  transfer               500.00  USD       for the roof  Checking  Savings
 4  2024-05-05  expense   Groceries     -4.00  USD       bottles       Checking
 3  2024-05-04  expense   Groceries     18.40  EUR       market        Card                  food trip/rome
 2  2024-05-03  expense                 60.00  USD       till receipt  Checking                              Groceries=50.00; Household=10.00
 1  2024-05-01  income    Salary     3,200.00  USD                     Checking
--- stderr
1 transaction in EUR: expenses 18.40, net -18.40.
5 transactions in USD: income 3,200.00, expenses 60.00, refunds 43.90, net 3,183.90; transfers 500.00.

$ fintrack tx list --tag trip -o csv
--- exit 0
id,date,type,category,amount,currency,payee,description,account,to_account,to_amount,tags,splits,signed_amount␍
3,2024-05-04,expense,Groceries,18.40,EUR,,market,Card,,,food trip/rome,,-18.40␍
--- stderr

$ fintrack tx list --account savings -o ndjson --fields id,amount,signed_amount
--- exit 0
{"id":5,"amount":"500.00","signed_amount":"500.00"}
--- stderr

$ fintrack tx list --parts --category groceries
--- exit 0
4	2024-05-05	expense	Groceries	-4.00	USD		bottles	Checking					4.00
3	2024-05-04	expense	Groceries	18.40	EUR		market	Card			food trip/rome		-18.40
2	2024-05-03	expense	Groceries	50.00	USD		till receipt	Checking					-50.00
--- stderr

$ fintrack tx list --total
--- exit 0
EUR	0.00	18.40	0.00	-18.40	0.00	1
USD	3200.00	60.00	43.90	3183.90	500.00	5
--- stderr

$ fintrack tx list --total --account checking --json
--- exit 0
[
  {
    "currency": "USD",
    "income": "3200.00",
    "expenses": "60.00",
    "refunds": "43.90",
    "net": "3183.90",
    "transfers": "-500.00",
    "count": 5
  }
]
--- stderr

$ fintrack tx show 2 5
--- exit 0
Transaction 2
  Date         2024-05-03
  Amount       60.00 USD
  Type         expense
  Account      Checking
  Parts        50.00  Groceries
               10.00  Household
  Description  till receipt
  Added        <timestamp>
  Changed      <timestamp>

Transaction 5
  Date         2024-05-06
  Amount       500.00 USD
  Type         transfer
  Account      Checking
  To           Savings
  Description  for the roof
  Added        <timestamp>
  Changed      <timestamp>
--- stderr

$ fintrack tag list
--- exit 0
id  name       count
 1  trip/rome      1
 2  food           1
--- stderr

$ fintrack tag rename trip/rome Rome
--- exit 0
1
--- stderr
Renamed the tag trip/rome to Rome.

$ fintrack tag rename food rome
--- exit 0
1
--- stderr
Merged the tag food into Rome, which 1 transaction has now.

$ fintrack tag rm rome --yes
--- exit 0
1
--- stderr
Removed the tag Rome. Its 1 transaction stays, without it.

$ fintrack undo
--- exit 0
19
--- stderr
Undid change 18: Deleted tag 1: "Rome"; took it from 1 transaction.

$ fintrack tx split 2 --none
--- exit 0
2
--- stderr
Changed transaction 2: 60.00 USD, no category, 2024-05-03, till receipt.

$ fintrack report may
--- exit 0
May 2024                                        2024-05-01 to 2024-05-31   USD

  Income        3,200.00   ████████████████████████████████████████
  Expenses         16.10   ▎
  Net           3,183.90   99.5% of income kept

Expenses by category        amount    share  n
  (uncategorized)            60.00   372.7%  1  ████████████████████████████
  Groceries                  -4.00   -24.9%  1
  Household                 -39.90  -247.8%  1
  Total                      16.10   100.0%  3

Income by category
  Salary                  3,200.00   100.0%  1
  Total                   3,200.00   100.0%  1

Other currencies            income   expenses        net
  EUR                         0.00      18.40     -18.40
--- stderr

`
