/* IMPORTANT
 * This snapshot file is auto-generated, but designed for humans.
 * It should be checked into source control and tracked carefully.
 * Re-generate by setting TAP_SNAPSHOT=1 and running tests.
 * Make sure to inspect the output below.  Do not ignore changes!
 */
'use strict'
exports[`packages/cli/test/sessions/session.test.ts > TAP > a month as text, on a terminal and in a pipe > the screens 1`] = `
$ fintrack category add Groceries
--- exit 0
--- stdout
1
--- stderr
Added the category Groceries (expense).

$ fintrack category add Salary --type income -o json
--- exit 0
--- stdout
{
  "id": 2,
  "name": "Salary",
  "type": "income",
  "archived": false
}
--- stderr
Added the category Salary (income).

$ fintrack tx add 12.50 groceries 'milk and bread' --date 2024-05-03 --payee 'Corner Shop'
--- exit 0
--- stdout
1
--- stderr
Added 12.50 USD to Groceries on 2024-05-03.

$ fintrack tx add 3200 salary --date 2024-05-28 -q
--- exit 0
--- stdout
2

$ fintrack tx add 980 Rent --create --date 2024-05-01 -o json
--- exit 0
--- stdout
{
  "id": 3,
  "date": "2024-05-01",
  "type": "expense",
  "category": 3,
  "category_name": "Rent",
  "amount": "980.00",
  "currency": "USD",
  "payee": null,
  "description": "",
  "created_at": "<timestamp>",
  "updated_at": "<timestamp>",
  "account": null,
  "account_name": null,
  "to_account": null,
  "to_account_name": null,
  "to_amount": null,
  "to_currency": null,
  "to_date": null,
  "splits": [],
  "tags": [],
  "signed_amount": "-980.00",
  "checked": false
}
--- stderr
Created the category Rent (expense).
Added 980.00 USD to Rent on 2024-05-01.

$ fintrack tx add -4 groceries 'bottles back' --date 2024-05-04
--- exit 0
--- stdout
4
--- stderr
Added a refund of 4.00 USD to Groceries on 2024-05-04.

$ fintrack tx add 18 --date 2024-05-09
--- exit 0
--- stdout
5
--- stderr
Added 18.00 USD without a category on 2024-05-09.

$ fintrack tx add 900 groceries --currency JPY --date 2024-05-20
--- exit 0
--- stdout
6
--- stderr
Added 900 JPY to Groceries on 2024-05-20.

$ fintrack budget set groceries 400 --month 2024-05
--- exit 0
--- stdout
1
--- stderr
Set the budget of Groceries for May 2024 to 400.00 USD (391.50 left).

$ fintrack budget set Rent 950 --month 2024-05
--- exit 0
--- stdout
2
--- stderr
Set the budget of Rent for May 2024 to 950.00 USD (30.00 over).

$ fintrack report 2024-05
--- exit 0
--- stdout
May 2024                                        2024-05-01 to 2024-05-31   USD

  Income        3,200.00   ████████████████████████████████████████
  Expenses      1,006.50   ████████████▋
  Net           2,193.50   68.5% of income kept

Budget vs actual             spent     budget       left   used
  Groceries                   8.50     400.00     391.50   ▎             2%
! Rent                      980.00     950.00     -30.00   ██████████  103%
  Total                     988.50   1,350.00     361.50   ███████▍     73%
  Not budgeted               18.00

Expenses by category        amount   share  n
  Rent                      980.00   97.4%  1  ████████████████████████████
  (uncategorized)            18.00    1.8%  1  ▌
  Groceries                   8.50    0.8%  2  ▎
  Total                   1,006.50  100.0%  4

Income by category
  Salary                  3,200.00  100.0%  1
  Total                   3,200.00  100.0%  1

Other currencies            income   expenses        net
  JPY                            0        900       -900

1 category over budget: Rent by 30.00

$ fintrack report 2024-05
--- exit 0
--- stdout
␛[1mMay 2024␛[22m                                        2024-05-01 to 2024-05-31   USD

  Income        3,200.00   ████████████████████████████████████████
  Expenses      1,006.50   ████████████▋
  Net           2,193.50   68.5% of income kept

␛[1mBudget vs actual             spent     budget       left   used␛[22m
  Groceries                   8.50     400.00     391.50   ▎             2%
␛[31m! Rent                      980.00     950.00     -30.00   ██████████  103%␛[39m
  Total                     988.50   1,350.00     361.50   ███████▍     73%
  Not budgeted               18.00

␛[1mExpenses by category        amount   share  n␛[22m
  Rent                      980.00   97.4%  1  ████████████████████████████
  (uncategorized)            18.00    1.8%  1  ▌
  Groceries                   8.50    0.8%  2  ▎
  Total                   1,006.50  100.0%  4

␛[1mIncome by category␛[22m
  Salary                  3,200.00  100.0%  1
  Total                   3,200.00  100.0%  1

␛[1mOther currencies            income   expenses        net␛[22m
  JPY                            0        900       -900

␛[31m1 category over budget: Rent by 30.00␛[39m

$ fintrack report 2024-05
--- exit 0
--- stdout
May 2024                                        2024-05-01 to 2024-05-31   USD

  Income        3,200.00   ████████████████████████████████████████
  Expenses      1,006.50   ████████████▋
  Net           2,193.50   68.5% of income kept

Budget vs actual             spent     budget       left   used
  Groceries                   8.50     400.00     391.50   ▎             2%
! Rent                      980.00     950.00     -30.00   ██████████  103%
  Total                     988.50   1,350.00     361.50   ███████▍     73%
  Not budgeted               18.00

Expenses by category        amount   share  n
  Rent                      980.00   97.4%  1  ████████████████████████████
  (uncategorized)            18.00    1.8%  1  ▌
  Groceries                   8.50    0.8%  2  ▎
  Total                   1,006.50  100.0%  4

Income by category
  Salary                  3,200.00  100.0%  1
  Total                   3,200.00  100.0%  1

Other currencies            income   expenses        net
  JPY                            0        900       -900

1 category over budget: Rent by 30.00

$ fintrack report 2024-05 --ascii
--- exit 0
--- stdout
May 2024  2024-05-01 to 2024-05-31   USD

  Income   3,200.00
  Expenses 1,006.50
  Net      2,193.50 68.5% of income kept

Budget vs actual
     spent   budget     left used
  Groceries
      8.50   400.00   391.50   2%
! Rent
    980.00   950.00   -30.00 103%
  Total
    988.50 1,350.00   361.50  73%
  Not budgeted
     18.00

Expenses            amount  share n
  Rent              980.00  97.4% 1
  (uncategorized)    18.00   1.8% 1
  Groceries           8.50   0.8% 2
  Total           1,006.50 100.0% 4

Income
  Salary          3,200.00 100.0% 1
  Total           3,200.00 100.0% 1

Other currencies
    income expenses      net
  JPY
         0      900     -900

1 category over budget: Rent by 30.00

$ fintrack report 2024-06
--- exit 0
--- stdout
June 2024                                       2024-06-01 to 2024-06-30   USD

There are no transactions and no budgets in June 2024.

$ fintrack tx list --month 2024-05
--- exit 0
--- stdout
2	2024-05-28	income	Salary	3200.00	USD								3200.00
6	2024-05-20	expense	Groceries	900	JPY								-900
5	2024-05-09	expense		18.00	USD								-18.00
4	2024-05-04	expense	Groceries	-4.00	USD		bottles back						4.00
1	2024-05-03	expense	Groceries	12.50	USD	Corner Shop	milk and bread						-12.50
3	2024-05-01	expense	Rent	980.00	USD								-980.00

$ fintrack tx list --month 2024-05
--- exit 0
--- stdout
␛[1mid␛[22m  ␛[1mdate␛[22m        ␛[1mtype␛[22m     ␛[1mcategory␛[22m     ␛[1mamount␛[22m  ␛[1mcurrency␛[22m  ␛[1mpayee␛[22m        ␛[1mdescription␛[22m
 2  2024-05-28  income   Salary     3,200.00  USD
 6  2024-05-20  expense  Groceries       900  JPY
 5  2024-05-09  expense                18.00  USD
 4  2024-05-04  expense  Groceries     -4.00  USD                    bottles ba…
 1  2024-05-03  expense  Groceries     12.50  USD       Corner Shop  milk and b…
 3  2024-05-01  expense  Rent         980.00  USD
--- stderr
1 transaction in JPY: expenses 900, net -900.
5 transactions in USD: income 3,200.00, expenses 1,010.50, refunds 4.00, net 2,193.50.

$ fintrack tx list --month 2024-05
--- exit 0
--- stdout
date        ty…  category    amount  cu…
2024-05-28  in…  Salary    3,200.00  USD
2024-05-20  ex…  Groceri…       900  JPY
2024-05-09  ex…               18.00  USD
2024-05-04  ex…  Groceri…     -4.00  USD
2024-05-03  ex…  Groceri…     12.50  USD
2024-05-01  ex…  Rent        980.00  USD
--- stderr
1 transaction in JPY: expenses 900, net -900.
5 transactions in USD: income 3,200.00, expenses 1,010.50, refunds 4.00, net 2,193.50.

$ fintrack budget list 2024-05
--- exit 0
--- stdout
1	2024-05	Groceries	400.00	USD
2	2024-05	Rent	950.00	USD

$ fintrack category list
--- exit 0
--- stdout
1	Groceries	expense
2	Salary	income
3	Rent	expense

$ fintrack tx list --month 2024-07
--- exit 0

`

exports[`packages/cli/test/sessions/session.test.ts > TAP > a month in every format > the screens 1`] = `
$ fintrack category add Groceries
--- exit 0
--- stdout
1
--- stderr
Added the category Groceries (expense).

$ fintrack category add Salary --type income -o json
--- exit 0
--- stdout
{
  "id": 2,
  "name": "Salary",
  "type": "income",
  "archived": false
}
--- stderr
Added the category Salary (income).

$ fintrack tx add 12.50 groceries 'milk and bread' --date 2024-05-03 --payee 'Corner Shop'
--- exit 0
--- stdout
1
--- stderr
Added 12.50 USD to Groceries on 2024-05-03.

$ fintrack tx add 3200 salary --date 2024-05-28 -q
--- exit 0
--- stdout
2

$ fintrack tx add 980 Rent --create --date 2024-05-01 -o json
--- exit 0
--- stdout
{
  "id": 3,
  "date": "2024-05-01",
  "type": "expense",
  "category": 3,
  "category_name": "Rent",
  "amount": "980.00",
  "currency": "USD",
  "payee": null,
  "description": "",
  "created_at": "<timestamp>",
  "updated_at": "<timestamp>",
  "account": null,
  "account_name": null,
  "to_account": null,
  "to_account_name": null,
  "to_amount": null,
  "to_currency": null,
  "to_date": null,
  "splits": [],
  "tags": [],
  "signed_amount": "-980.00",
  "checked": false
}
--- stderr
Created the category Rent (expense).
Added 980.00 USD to Rent on 2024-05-01.

$ fintrack tx add -4 groceries 'bottles back' --date 2024-05-04
--- exit 0
--- stdout
4
--- stderr
Added a refund of 4.00 USD to Groceries on 2024-05-04.

$ fintrack tx add 18 --date 2024-05-09
--- exit 0
--- stdout
5
--- stderr
Added 18.00 USD without a category on 2024-05-09.

$ fintrack tx add 900 groceries --currency JPY --date 2024-05-20
--- exit 0
--- stdout
6
--- stderr
Added 900 JPY to Groceries on 2024-05-20.

$ fintrack budget set groceries 400 --month 2024-05
--- exit 0
--- stdout
1
--- stderr
Set the budget of Groceries for May 2024 to 400.00 USD (391.50 left).

$ fintrack budget set Rent 950 --month 2024-05
--- exit 0
--- stdout
2
--- stderr
Set the budget of Rent for May 2024 to 950.00 USD (30.00 over).

$ fintrack report 2024-05 -o table
--- exit 0
--- stdout
May 2024                                        2024-05-01 to 2024-05-31   USD

  Income        3,200.00   ████████████████████████████████████████
  Expenses      1,006.50   ████████████▋
  Net           2,193.50   68.5% of income kept

Budget vs actual             spent     budget       left   used
  Groceries                   8.50     400.00     391.50   ▎             2%
! Rent                      980.00     950.00     -30.00   ██████████  103%
  Total                     988.50   1,350.00     361.50   ███████▍     73%
  Not budgeted               18.00

Expenses by category        amount   share  n
  Rent                      980.00   97.4%  1  ████████████████████████████
  (uncategorized)            18.00    1.8%  1  ▌
  Groceries                   8.50    0.8%  2  ▎
  Total                   1,006.50  100.0%  4

Income by category
  Salary                  3,200.00  100.0%  1
  Total                   3,200.00  100.0%  1

Other currencies            income   expenses        net
  JPY                            0        900       -900

1 category over budget: Rent by 30.00

$ fintrack tx list -o table
--- exit 0
--- stdout
id  date        type     category     amount  currency  payee        description     signed_amount
 2  2024-05-28  income   Salary     3,200.00  USD                                         3,200.00
 6  2024-05-20  expense  Groceries       900  JPY                                             -900
 5  2024-05-09  expense                18.00  USD                                           -18.00
 4  2024-05-04  expense  Groceries     -4.00  USD                    bottles back             4.00
 1  2024-05-03  expense  Groceries     12.50  USD       Corner Shop  milk and bread         -12.50
 3  2024-05-01  expense  Rent         980.00  USD                                          -980.00

$ fintrack category list -o table
--- exit 0
--- stdout
id  name       type
 1  Groceries  expense
 2  Salary     income
 3  Rent       expense

$ fintrack budget list -o table
--- exit 0
--- stdout
id  month    category    limit  currency
 1  2024-05  Groceries  400.00  USD
 2  2024-05  Rent       950.00  USD

$ fintrack tx list --month 2024-07 -o table
--- exit 0

$ fintrack report 2024-05 -o json
--- exit 0
--- stdout
{
  "month": "2024-05",
  "currency": "USD",
  "total_income": "3200.00",
  "total_expense": "1006.50",
  "net_savings": "2193.50",
  "category_breakdown": [
    {
      "category": 2,
      "category_name": "Salary",
      "type": "income",
      "total": "3200.00",
      "share": "100.0",
      "count": 1
    },
    {
      "category": 3,
      "category_name": "Rent",
      "type": "expense",
      "total": "980.00",
      "share": "97.4",
      "count": 1
    },
    {
      "category": null,
      "category_name": null,
      "type": "expense",
      "total": "18.00",
      "share": "1.8",
      "count": 1
    },
    {
      "category": 1,
      "category_name": "Groceries",
      "type": "expense",
      "total": "8.50",
      "share": "0.8",
      "count": 2
    }
  ],
  "budget_status": [
    {
      "category": 1,
      "category_name": "Groceries",
      "type": "expense",
      "monthly_limit": "400.00",
      "spent": "8.50",
      "remaining": "391.50",
      "used": "2.1",
      "status": "under"
    },
    {
      "category": 3,
      "category_name": "Rent",
      "type": "expense",
      "monthly_limit": "950.00",
      "spent": "980.00",
      "remaining": "-30.00",
      "used": "103.2",
      "status": "over"
    }
  ],
  "unbudgeted_expense": "18.00",
  "other_currencies": [
    {
      "currency": "JPY",
      "total_income": "0",
      "total_expense": "900",
      "net_savings": "-900"
    }
  ]
}

$ fintrack tx list -o json
--- exit 0
--- stdout
[
  {
    "id": 2,
    "date": "2024-05-28",
    "type": "income",
    "category": 2,
    "category_name": "Salary",
    "amount": "3200.00",
    "currency": "USD",
    "payee": null,
    "description": "",
    "created_at": "<timestamp>",
    "updated_at": "<timestamp>",
    "account": null,
    "account_name": null,
    "to_account": null,
    "to_account_name": null,
    "to_amount": null,
    "to_currency": null,
    "to_date": null,
    "splits": [],
    "tags": [],
    "signed_amount": "3200.00",
    "checked": false
  },
  {
    "id": 6,
    "date": "2024-05-20",
    "type": "expense",
    "category": 1,
    "category_name": "Groceries",
    "amount": "900",
    "currency": "JPY",
    "payee": null,
    "description": "",
    "created_at": "<timestamp>",
    "updated_at": "<timestamp>",
    "account": null,
    "account_name": null,
    "to_account": null,
    "to_account_name": null,
    "to_amount": null,
    "to_currency": null,
    "to_date": null,
    "splits": [],
    "tags": [],
    "signed_amount": "-900",
    "checked": false
  },
  {
    "id": 5,
    "date": "2024-05-09",
    "type": "expense",
    "category": null,
    "category_name": null,
    "amount": "18.00",
    "currency": "USD",
    "payee": null,
    "description": "",
    "created_at": "<timestamp>",
    "updated_at": "<timestamp>",
    "account": null,
    "account_name": null,
    "to_account": null,
    "to_account_name": null,
    "to_amount": null,
    "to_currency": null,
    "to_date": null,
    "splits": [],
    "tags": [],
    "signed_amount": "-18.00",
    "checked": false
  },
  {
    "id": 4,
    "date": "2024-05-04",
    "type": "expense",
    "category": 1,
    "category_name": "Groceries",
    "amount": "-4.00",
    "currency": "USD",
    "payee": null,
    "description": "bottles back",
    "created_at": "<timestamp>",
    "updated_at": "<timestamp>",
    "account": null,
    "account_name": null,
    "to_account": null,
    "to_account_name": null,
    "to_amount": null,
    "to_currency": null,
    "to_date": null,
    "splits": [],
    "tags": [],
    "signed_amount": "4.00",
    "checked": false
  },
  {
    "id": 1,
    "date": "2024-05-03",
    "type": "expense",
    "category": 1,
    "category_name": "Groceries",
    "amount": "12.50",
    "currency": "USD",
    "payee": "Corner Shop",
    "description": "milk and bread",
    "created_at": "<timestamp>",
    "updated_at": "<timestamp>",
    "account": null,
    "account_name": null,
    "to_account": null,
    "to_account_name": null,
    "to_amount": null,
    "to_currency": null,
    "to_date": null,
    "splits": [],
    "tags": [],
    "signed_amount": "-12.50",
    "checked": false
  },
  {
    "id": 3,
    "date": "2024-05-01",
    "type": "expense",
    "category": 3,
    "category_name": "Rent",
    "amount": "980.00",
    "currency": "USD",
    "payee": null,
    "description": "",
    "created_at": "<timestamp>",
    "updated_at": "<timestamp>",
    "account": null,
    "account_name": null,
    "to_account": null,
    "to_account_name": null,
    "to_amount": null,
    "to_currency": null,
    "to_date": null,
    "splits": [],
    "tags": [],
    "signed_amount": "-980.00",
    "checked": false
  }
]

$ fintrack category list -o json
--- exit 0
--- stdout
[
  {
    "id": 1,
    "name": "Groceries",
    "type": "expense",
    "archived": false
  },
  {
    "id": 2,
    "name": "Salary",
    "type": "income",
    "archived": false
  },
  {
    "id": 3,
    "name": "Rent",
    "type": "expense",
    "archived": false
  }
]

$ fintrack budget list -o json
--- exit 0
--- stdout
[
  {
    "id": 1,
    "category": 1,
    "category_name": "Groceries",
    "month": "2024-05",
    "monthly_limit": "400.00",
    "currency": "USD"
  },
  {
    "id": 2,
    "category": 3,
    "category_name": "Rent",
    "month": "2024-05",
    "monthly_limit": "950.00",
    "currency": "USD"
  }
]

$ fintrack tx list --month 2024-07 -o json
--- exit 0
--- stdout
[]

$ fintrack report 2024-05 -o csv
--- exit 0
--- stdout
month,type,category,total,share,count,currency,limit,remaining,used,status␍
2024-05,income,Salary,3200.00,100.0,1,USD,,,,␍
2024-05,expense,Rent,980.00,97.4,1,USD,950.00,-30.00,103.2,over␍
2024-05,expense,,18.00,1.8,1,USD,,,,␍
2024-05,expense,Groceries,8.50,0.8,2,USD,400.00,391.50,2.1,under␍

$ fintrack tx list -o csv
--- exit 0
--- stdout
id,date,type,category,amount,currency,payee,description,account,to_account,to_amount,tags,splits,signed_amount␍
2,2024-05-28,income,Salary,3200.00,USD,,,,,,,,3200.00␍
6,2024-05-20,expense,Groceries,900,JPY,,,,,,,,-900␍
5,2024-05-09,expense,,18.00,USD,,,,,,,,-18.00␍
4,2024-05-04,expense,Groceries,-4.00,USD,,bottles back,,,,,,4.00␍
1,2024-05-03,expense,Groceries,12.50,USD,Corner Shop,milk and bread,,,,,,-12.50␍
3,2024-05-01,expense,Rent,980.00,USD,,,,,,,,-980.00␍

$ fintrack category list -o csv
--- exit 0
--- stdout
id,name,type␍
1,Groceries,expense␍
2,Salary,income␍
3,Rent,expense␍

$ fintrack budget list -o csv
--- exit 0
--- stdout
id,month,category,limit,currency␍
1,2024-05,Groceries,400.00,USD␍
2,2024-05,Rent,950.00,USD␍

$ fintrack tx list --month 2024-07 -o csv
--- exit 0
--- stdout
id,date,type,category,amount,currency,payee,description,account,to_account,to_amount,tags,splits,signed_amount␍

$ fintrack report 2024-05 -o tsv
--- exit 0
--- stdout
2024-05	income	Salary	3200.00	100.0	1	USD				
2024-05	expense	Rent	980.00	97.4	1	USD	950.00	-30.00	103.2	over
2024-05	expense		18.00	1.8	1	USD				
2024-05	expense	Groceries	8.50	0.8	2	USD	400.00	391.50	2.1	under

$ fintrack tx list -o tsv
--- exit 0
--- stdout
2	2024-05-28	income	Salary	3200.00	USD								3200.00
6	2024-05-20	expense	Groceries	900	JPY								-900
5	2024-05-09	expense		18.00	USD								-18.00
4	2024-05-04	expense	Groceries	-4.00	USD		bottles back						4.00
1	2024-05-03	expense	Groceries	12.50	USD	Corner Shop	milk and bread						-12.50
3	2024-05-01	expense	Rent	980.00	USD								-980.00

$ fintrack category list -o tsv
--- exit 0
--- stdout
1	Groceries	expense
2	Salary	income
3	Rent	expense

$ fintrack budget list -o tsv
--- exit 0
--- stdout
1	2024-05	Groceries	400.00	USD
2	2024-05	Rent	950.00	USD

$ fintrack tx list --month 2024-07 -o tsv
--- exit 0

$ fintrack report 2024-05 -o ndjson
--- exit 0
--- stdout
{"month":"2024-05","type":"income","category":"Salary","total":"3200.00","share":"100.0","count":1,"currency":"USD","limit":null,"remaining":null,"used":null,"status":null}
{"month":"2024-05","type":"expense","category":"Rent","total":"980.00","share":"97.4","count":1,"currency":"USD","limit":"950.00","remaining":"-30.00","used":"103.2","status":"over"}
{"month":"2024-05","type":"expense","category":null,"total":"18.00","share":"1.8","count":1,"currency":"USD","limit":null,"remaining":null,"used":null,"status":null}
{"month":"2024-05","type":"expense","category":"Groceries","total":"8.50","share":"0.8","count":2,"currency":"USD","limit":"400.00","remaining":"391.50","used":"2.1","status":"under"}

$ fintrack tx list -o ndjson
--- exit 0
--- stdout
{"id":2,"date":"2024-05-28","type":"income","category":2,"category_name":"Salary","amount":"3200.00","currency":"USD","payee":null,"description":"","created_at":"<timestamp>","updated_at":"<timestamp>","account":null,"account_name":null,"to_account":null,"to_account_name":null,"to_amount":null,"to_currency":null,"to_date":null,"splits":[],"tags":[],"signed_amount":"3200.00","checked":false}
{"id":6,"date":"2024-05-20","type":"expense","category":1,"category_name":"Groceries","amount":"900","currency":"JPY","payee":null,"description":"","created_at":"<timestamp>","updated_at":"<timestamp>","account":null,"account_name":null,"to_account":null,"to_account_name":null,"to_amount":null,"to_currency":null,"to_date":null,"splits":[],"tags":[],"signed_amount":"-900","checked":false}
{"id":5,"date":"2024-05-09","type":"expense","category":null,"category_name":null,"amount":"18.00","currency":"USD","payee":null,"description":"","created_at":"<timestamp>","updated_at":"<timestamp>","account":null,"account_name":null,"to_account":null,"to_account_name":null,"to_amount":null,"to_currency":null,"to_date":null,"splits":[],"tags":[],"signed_amount":"-18.00","checked":false}
{"id":4,"date":"2024-05-04","type":"expense","category":1,"category_name":"Groceries","amount":"-4.00","currency":"USD","payee":null,"description":"bottles back","created_at":"<timestamp>","updated_at":"<timestamp>","account":null,"account_name":null,"to_account":null,"to_account_name":null,"to_amount":null,"to_currency":null,"to_date":null,"splits":[],"tags":[],"signed_amount":"4.00","checked":false}
{"id":1,"date":"2024-05-03","type":"expense","category":1,"category_name":"Groceries","amount":"12.50","currency":"USD","payee":"Corner Shop","description":"milk and bread","created_at":"<timestamp>","updated_at":"<timestamp>","account":null,"account_name":null,"to_account":null,"to_account_name":null,"to_amount":null,"to_currency":null,"to_date":null,"splits":[],"tags":[],"signed_amount":"-12.50","checked":false}
{"id":3,"date":"2024-05-01","type":"expense","category":3,"category_name":"Rent","amount":"980.00","currency":"USD","payee":null,"description":"","created_at":"<timestamp>","updated_at":"<timestamp>","account":null,"account_name":null,"to_account":null,"to_account_name":null,"to_amount":null,"to_currency":null,"to_date":null,"splits":[],"tags":[],"signed_amount":"-980.00","checked":false}

$ fintrack category list -o ndjson
--- exit 0
--- stdout
{"id":1,"name":"Groceries","type":"expense","archived":false}
{"id":2,"name":"Salary","type":"income","archived":false}
{"id":3,"name":"Rent","type":"expense","archived":false}

$ fintrack budget list -o ndjson
--- exit 0
--- stdout
{"id":1,"category":1,"category_name":"Groceries","month":"2024-05","monthly_limit":"400.00","currency":"USD"}
{"id":2,"category":3,"category_name":"Rent","month":"2024-05","monthly_limit":"950.00","currency":"USD"}

$ fintrack tx list --month 2024-07 -o ndjson
--- exit 0

$ fintrack tx list -o ndjson --fields date,amount --limit 1
--- exit 0
--- stdout
{"date":"2024-05-28","amount":"3200.00"}
--- stderr
More transactions match: --limit 1 cut the list.

$ fintrack report 2024-05 --currency JPY
--- exit 0
--- stdout
May 2024                                        2024-05-01 to 2024-05-31   JPY

  Income               0
  Expenses           900   ████████████████████████████████████████
  Net               -900

Expenses by category        amount   share  n
  Groceries                    900  100.0%  1  ████████████████████████████
  Total                        900  100.0%  1

Other currencies            income   expenses        net
  USD                     3,200.00   1,006.50   2,193.50

`

exports[`packages/cli/test/sessions/session.test.ts > TAP > changing and removing > the screens 1`] = `
$ fintrack category add Groceries
--- exit 0
--- stdout
1
--- stderr
Added the category Groceries (expense).

$ fintrack category add Salary --type income -o json
--- exit 0
--- stdout
{
  "id": 2,
  "name": "Salary",
  "type": "income",
  "archived": false
}
--- stderr
Added the category Salary (income).

$ fintrack tx add 12.50 groceries 'milk and bread' --date 2024-05-03 --payee 'Corner Shop'
--- exit 0
--- stdout
1
--- stderr
Added 12.50 USD to Groceries on 2024-05-03.

$ fintrack tx add 3200 salary --date 2024-05-28 -q
--- exit 0
--- stdout
2

$ fintrack tx add 980 Rent --create --date 2024-05-01 -o json
--- exit 0
--- stdout
{
  "id": 3,
  "date": "2024-05-01",
  "type": "expense",
  "category": 3,
  "category_name": "Rent",
  "amount": "980.00",
  "currency": "USD",
  "payee": null,
  "description": "",
  "created_at": "<timestamp>",
  "updated_at": "<timestamp>",
  "account": null,
  "account_name": null,
  "to_account": null,
  "to_account_name": null,
  "to_amount": null,
  "to_currency": null,
  "to_date": null,
  "splits": [],
  "tags": [],
  "signed_amount": "-980.00",
  "checked": false
}
--- stderr
Created the category Rent (expense).
Added 980.00 USD to Rent on 2024-05-01.

$ fintrack tx add -4 groceries 'bottles back' --date 2024-05-04
--- exit 0
--- stdout
4
--- stderr
Added a refund of 4.00 USD to Groceries on 2024-05-04.

$ fintrack tx add 18 --date 2024-05-09
--- exit 0
--- stdout
5
--- stderr
Added 18.00 USD without a category on 2024-05-09.

$ fintrack tx add 900 groceries --currency JPY --date 2024-05-20
--- exit 0
--- stdout
6
--- stderr
Added 900 JPY to Groceries on 2024-05-20.

$ fintrack budget set groceries 400 --month 2024-05
--- exit 0
--- stdout
1
--- stderr
Set the budget of Groceries for May 2024 to 400.00 USD (391.50 left).

$ fintrack budget set Rent 950 --month 2024-05
--- exit 0
--- stdout
2
--- stderr
Set the budget of Rent for May 2024 to 950.00 USD (30.00 over).

$ fintrack tx show 1
--- exit 0
--- stdout
Transaction 1
  Date         2024-05-03
  Amount       12.50 USD
  Type         expense
  Category     Groceries
  Payee        Corner Shop
  Description  milk and bread
  Added        <timestamp>

$ fintrack tx edit 1 --amount 13.75 --text 'milk, bread, eggs'
--- exit 0
--- stdout
1
--- stderr
Changed transaction 1: 13.75 USD, Groceries, 2024-05-03, milk, bread, eggs.

$ fintrack tx edit 1 2 --uncategorized
--- exit 0
--- stdout
1
2
--- stderr
Changed 2 transactions: expenses 13.75 USD and income 3,200.00 USD.

$ fintrack tx rm 5 -y
--- exit 0
--- stdout
5
--- stderr
Removed transaction 5 (18.00 USD, no category, 2024-05-09).

$ fintrack category edit groceries --name Food
--- exit 0
--- stdout
1
--- stderr
Changed the category Groceries (expense) to Food (expense).

$ fintrack category rm Food --yes
--- exit 6
--- stderr
error: "Food" is used by 2 transactions and 1 budget.
hint: \`fintrack category rm\` takes --reassign-to CATEGORY or --uncategorize.

$ fintrack category rm Food --uncategorize -y -o json
--- exit 0
--- stdout
{
  "id": 1
}
--- stderr
Removed the category Food. Its transactions stay, without a category. Its budget for May 2024 goes with it.

$ fintrack budget rm Rent --month 2024-05 -y
--- exit 0
--- stdout
2
--- stderr
Removed the budget of Rent for May 2024 (950.00 USD).

$ fintrack report 2024-05
--- exit 0
--- stdout
May 2024                                        2024-05-01 to 2024-05-31   USD

  Income        3,200.00   ████████████████████████████████████████
  Expenses        989.75   ████████████▍
  Net           2,210.25   69.1% of income kept

Expenses by category        amount   share  n
  Rent                      980.00   99.0%  1  ████████████████████████████
  (uncategorized)             9.75    1.0%  2  ▎
  Total                     989.75  100.0%  3

Income by category
  (uncategorized)         3,200.00  100.0%  1
  Total                   3,200.00  100.0%  1

Other currencies            income   expenses        net
  JPY                            0        900       -900

`

exports[`packages/cli/test/sessions/session.test.ts > TAP > importing, and taking it out again > the screens 1`] = `
$ fintrack import -
--- exit 0
--- stderr
Imported 1 transaction and created 1 category.

$ fintrack import - -o json
--- exit 0
--- stdout
{
  "rows": 2,
  "categories_created": [
    {
      "name": "Interest",
      "type": "income"
    }
  ]
}
--- stderr
Imported 2 transactions and created 1 category.

$ fintrack import -
--- exit 6
--- stderr
error: 1 row of this file is already in the book; nothing was stored.
hint: \`fintrack import --again\` imports it once more.

$ fintrack import - --again
--- exit 0
--- stderr
Imported 1 transaction.

$ fintrack tx list -o csv
--- exit 0
--- stdout
id,date,type,category,amount,currency,payee,description,account,to_account,to_amount,tags,splits,signed_amount␍
3,2024-05-03,income,Interest,0.05,USD,,,,,,,,0.05␍
4,2024-05-02,expense,Food,2.00,USD,,,,,,,,-2.00␍
2,2024-05-02,expense,Food,2.00,USD,,,,,,,,-2.00␍
1,2024-05-01,expense,Food,1.50,USD,'=cmd(),"two␍
lines",,,,,,-1.50␍

$ fintrack tx list
--- exit 0
--- stdout
3	2024-05-03	income	Interest	0.05	USD								0.05
4	2024-05-02	expense	Food	2.00	USD								-2.00
2	2024-05-02	expense	Food	2.00	USD								-2.00
1	2024-05-01	expense	Food	1.50	USD	=cmd()	two\\r\\nlines						-1.50

$ fintrack report 2024-05
--- exit 0
--- stdout
May 2024                                        2024-05-01 to 2024-05-31   USD

  Income            0.05   ▍
  Expenses          5.50   ████████████████████████████████████████
  Net              -5.45   11,000.0% of income spent

Expenses by category        amount   share  n
  Food                        5.50  100.0%  3  ████████████████████████████
  Total                       5.50  100.0%  3

Income by category
  Interest                    0.05  100.0%  1
  Total                       0.05  100.0%  1

$ fintrack import - --dry-run
--- exit 0
--- stderr
Would import 1 transaction and create 1 category; nothing was stored.
  Rent (expense)

$ fintrack category list
--- exit 0
--- stdout
1	Food	expense
2	Interest	income

`

exports[`packages/cli/test/sessions/session.test.ts > TAP > tokens for scripts, and the user > the screens 1`] = `
$ fintrack token create cron -q
--- exit 0
--- stdout
<token>

$ fintrack token create 'two
lines' -q
--- exit 2
--- stderr
error: "two\\nlines" is not a label: 1 to 100 characters on one line, without control characters.

$ fintrack token create backup --scope read-write --expires-days 30 -q -o json
--- exit 0
--- stdout
{
  "id": 2,
  "name": "backup",
  "scope": "read-write",
  "created_at": "<timestamp>",
  "last_used_at": null,
  "expires_at": "<timestamp>",
  "token": "<token>"
}

$ fintrack token create CRON -q
--- exit 6
--- stderr
error: There is a token "CRON" already; choose another name, or revoke that one.

$ fintrack token list -o table
--- exit 0
--- stdout
id  name    scope       created_at         last_used_at  expires_at
 1  cron    read        <a minute in UTC>  never         never
 2  backup  read-write  <a minute in UTC>  never         <a minute in UTC>

$ fintrack token list -o json
--- exit 0
--- stdout
[
  {
    "id": 1,
    "name": "cron",
    "scope": "read",
    "created_at": "<timestamp>",
    "last_used_at": null,
    "expires_at": null
  },
  {
    "id": 2,
    "name": "backup",
    "scope": "read-write",
    "created_at": "<timestamp>",
    "last_used_at": null,
    "expires_at": "<timestamp>"
  }
]

$ fintrack token list -o csv
--- exit 0
--- stdout
id,name,scope,created_at,last_used_at,expires_at␍
1,cron,read,<timestamp>,,␍
2,backup,read-write,<timestamp>,,<timestamp>␍

$ fintrack token list -o tsv
--- exit 0
--- stdout
1	cron	read	<timestamp>		
2	backup	read-write	<timestamp>		<timestamp>

$ fintrack token list -o ndjson
--- exit 0
--- stdout
{"id":1,"name":"cron","scope":"read","created_at":"<timestamp>","last_used_at":null,"expires_at":null}
{"id":2,"name":"backup","scope":"read-write","created_at":"<timestamp>","last_used_at":null,"expires_at":"<timestamp>"}

$ fintrack token list
--- exit 0
--- stdout
␛[1mid␛[22m  ␛[1mname␛[22m    ␛[1mscope␛[22m       ␛[1mcreated_at␛[22m         ␛[1mlast_used_at␛[22m  ␛[1mexpires_at␛[22m
 1  cron    read        <a minute in UTC>  never         never
 2  backup  read-write  <a minute in UTC>  never         <a minute in UTC>

$ fintrack token revoke corn
--- exit 5
--- stderr
error: There is no token "corn".
hint: Did you mean "cron"?

$ fintrack token revoke cron 2 -y
--- exit 0
--- stdout
1
2
--- stderr
Revoked 2 tokens.

$ fintrack token list
--- exit 0
--- stderr
There are no access tokens; \`fintrack token create NAME\` creates one.

$ fintrack session revoke 99
--- exit 5
--- stderr
error: There is no session 99; it may have ended already.

$ fintrack user edit --email 'ada@example.org' --currency JPY -q -o json --fields id,email,currency
--- exit 0
--- stdout
{
  "id": 1,
  "email": "ada@example.org",
  "currency": "JPY"
}

$ fintrack user edit --email nobody
--- exit 2
--- stderr
error: "nobody" is not an e-mail address, or "" for none.

$ fintrack user --fields email,currency -o csv
--- exit 0
--- stdout
email,currency␍
ada@example.org,JPY␍

$ fintrack tx add 900 --date 2024-05-20
--- exit 0
--- stdout
1
--- stderr
Added 900 JPY without a category on 2024-05-20.

`

exports[`packages/cli/test/sessions/session.test.ts > TAP > what a change did, field by field > the screens 1`] = `
$ fintrack category add Groceries
--- exit 0
--- stdout
1
--- stderr
Added the category Groceries (expense).

$ fintrack category add Salary --type income -o json
--- exit 0
--- stdout
{
  "id": 2,
  "name": "Salary",
  "type": "income",
  "archived": false
}
--- stderr
Added the category Salary (income).

$ fintrack tx add 12.50 groceries 'milk and bread' --date 2024-05-03 --payee 'Corner Shop'
--- exit 0
--- stdout
1
--- stderr
Added 12.50 USD to Groceries on 2024-05-03.

$ fintrack tx add 3200 salary --date 2024-05-28 -q
--- exit 0
--- stdout
2

$ fintrack tx add 980 Rent --create --date 2024-05-01 -o json
--- exit 0
--- stdout
{
  "id": 3,
  "date": "2024-05-01",
  "type": "expense",
  "category": 3,
  "category_name": "Rent",
  "amount": "980.00",
  "currency": "USD",
  "payee": null,
  "description": "",
  "created_at": "<timestamp>",
  "updated_at": "<timestamp>",
  "account": null,
  "account_name": null,
  "to_account": null,
  "to_account_name": null,
  "to_amount": null,
  "to_currency": null,
  "to_date": null,
  "splits": [],
  "tags": [],
  "signed_amount": "-980.00",
  "checked": false
}
--- stderr
Created the category Rent (expense).
Added 980.00 USD to Rent on 2024-05-01.

$ fintrack tx add -4 groceries 'bottles back' --date 2024-05-04
--- exit 0
--- stdout
4
--- stderr
Added a refund of 4.00 USD to Groceries on 2024-05-04.

$ fintrack tx add 18 --date 2024-05-09
--- exit 0
--- stdout
5
--- stderr
Added 18.00 USD without a category on 2024-05-09.

$ fintrack tx add 900 groceries --currency JPY --date 2024-05-20
--- exit 0
--- stdout
6
--- stderr
Added 900 JPY to Groceries on 2024-05-20.

$ fintrack budget set groceries 400 --month 2024-05
--- exit 0
--- stdout
1
--- stderr
Set the budget of Groceries for May 2024 to 400.00 USD (391.50 left).

$ fintrack budget set Rent 950 --month 2024-05
--- exit 0
--- stdout
2
--- stderr
Set the budget of Rent for May 2024 to 950.00 USD (30.00 over).

$ fintrack tx edit 1 --amount 1300.75 --text 'milk‮,	bread' --payee =1+1
--- exit 0
--- stdout
1
--- stderr
Changed transaction 1: 1,300.75 USD, Groceries, 2024-05-03, milk\\u202e,\\tbread.

$ fintrack tx rm 4 -yq
--- exit 0
--- stdout
4

$ fintrack category rm Groceries --uncategorize -yq
--- exit 0
--- stdout
1

$ fintrack undo -q
--- exit 0
--- stdout
15

$ fintrack log --fields id,action,rows
--- exit 0
--- stdout
15	undo	4
14	delete	4
13	delete	1
12	change	1
11	create	1
10	create	1
9	create	1
8	create	1
7	create	1
6	create	1
5	create	1
4	create	1
3	create	1
2	create	1
1	create	1

$ fintrack log 12
--- exit 0
--- stdout
transaction 1	updated	amount	12.50	1300.75
transaction 1	updated	payee	Corner Shop	=1+1
transaction 1	updated	description	milk and bread	milk‮,\\tbread

$ fintrack log 12
--- exit 0
--- stdout
␛[1mrow␛[22m            ␛[1moperation␛[22m  ␛[1mfield␛[22m        ␛[1mbefore␛[22m          ␛[1mafter␛[22m
transaction 1  updated    amount       12.50           1300.75
transaction 1  updated    payee        Corner Shop     =1+1
transaction 1  updated    description  milk and bread  milk\\u202e,\\tbread

$ fintrack log 12
--- exit 0
--- stdout
row            field        before     after
transaction 1  amount       12.50      1300.75
transaction 1  payee        Corner S…  =1+1
transaction 1  description  milk and…  milk\\u20…

$ fintrack log 12 -o csv
--- exit 0
--- stdout
row,operation,field,before,after␍
transaction 1,updated,amount,12.50,1300.75␍
transaction 1,updated,payee,Corner Shop,'=1+1␍
transaction 1,updated,description,milk and bread,"milk‮,	bread"␍

$ fintrack log 13 -o table
--- exit 0
--- stdout
row            operation  field        before                    after
transaction 4  deleted    date         2024-05-04
transaction 4  deleted    type         expense
transaction 4  deleted    category     1
transaction 4  deleted    amount       -4.00
transaction 4  deleted    currency     USD
transaction 4  deleted    description  bottles back
transaction 4  deleted    created_at   <timestamp>

$ fintrack log 14 --limit 1
--- exit 0
--- stdout
transaction 1	updated	category	1	
--- stderr
Change 14 touched more rows: --limit 1 cut the list.

$ fintrack log 15
--- exit 0
--- stdout
row            operation  field          before  after
category 1     restored   name                   Groceries
category 1     restored   type                   expense
budget 1       restored   category               1
budget 1       restored   month                  2024-05
budget 1       restored   monthly_limit          400.00
budget 1       restored   currency               USD
transaction 1  updated    category               1
transaction 6  updated    category               1

$ fintrack log 9 -o json
--- exit 0
--- stdout
[
  {
    "entity": "transaction",
    "operation": "created",
    "first_id": 6,
    "last_id": 6,
    "field": null,
    "before": null,
    "after": null
  }
]

$ fintrack log 14 -o ndjson --fields entity,first_id,field,before
--- exit 0
--- stdout
{"entity":"transaction","first_id":1,"field":"category","before":1}
{"entity":"transaction","first_id":6,"field":"category","before":1}
{"entity":"budget","first_id":1,"field":"category","before":1}
{"entity":"budget","first_id":1,"field":"month","before":"2024-05"}
{"entity":"budget","first_id":1,"field":"monthly_limit","before":"400.00"}
{"entity":"budget","first_id":1,"field":"currency","before":"USD"}
{"entity":"category","first_id":1,"field":"name","before":"Groceries"}
{"entity":"category","first_id":1,"field":"type","before":"expense"}

$ fintrack log 99
--- exit 5
--- stderr
error: There is no change 99.

$ fintrack log last
--- exit 2
--- stderr
error: "last" is not the id of a change.
hint: \`fintrack log\` shows the ids, such as 17.

`

exports[`packages/cli/test/sessions/session.test.ts > TAP > what goes wrong says how to mend it > the screens 1`] = `
$ fintrack category add Groceries
--- exit 0
--- stdout
1
--- stderr
Added the category Groceries (expense).

$ fintrack category add Salary --type income -o json
--- exit 0
--- stdout
{
  "id": 2,
  "name": "Salary",
  "type": "income",
  "archived": false
}
--- stderr
Added the category Salary (income).

$ fintrack tx add 12.50 groceries 'milk and bread' --date 2024-05-03 --payee 'Corner Shop'
--- exit 0
--- stdout
1
--- stderr
Added 12.50 USD to Groceries on 2024-05-03.

$ fintrack tx add 3200 salary --date 2024-05-28 -q
--- exit 0
--- stdout
2

$ fintrack tx add 980 Rent --create --date 2024-05-01 -o json
--- exit 0
--- stdout
{
  "id": 3,
  "date": "2024-05-01",
  "type": "expense",
  "category": 3,
  "category_name": "Rent",
  "amount": "980.00",
  "currency": "USD",
  "payee": null,
  "description": "",
  "created_at": "<timestamp>",
  "updated_at": "<timestamp>",
  "account": null,
  "account_name": null,
  "to_account": null,
  "to_account_name": null,
  "to_amount": null,
  "to_currency": null,
  "to_date": null,
  "splits": [],
  "tags": [],
  "signed_amount": "-980.00",
  "checked": false
}
--- stderr
Created the category Rent (expense).
Added 980.00 USD to Rent on 2024-05-01.

$ fintrack tx add -4 groceries 'bottles back' --date 2024-05-04
--- exit 0
--- stdout
4
--- stderr
Added a refund of 4.00 USD to Groceries on 2024-05-04.

$ fintrack tx add 18 --date 2024-05-09
--- exit 0
--- stdout
5
--- stderr
Added 18.00 USD without a category on 2024-05-09.

$ fintrack tx add 900 groceries --currency JPY --date 2024-05-20
--- exit 0
--- stdout
6
--- stderr
Added 900 JPY to Groceries on 2024-05-20.

$ fintrack budget set groceries 400 --month 2024-05
--- exit 0
--- stdout
1
--- stderr
Set the budget of Groceries for May 2024 to 400.00 USD (391.50 left).

$ fintrack budget set Rent 950 --month 2024-05
--- exit 0
--- stdout
2
--- stderr
Set the budget of Rent for May 2024 to 950.00 USD (30.00 over).

$ fintrack tx add 1,234 groceries
--- exit 2
--- stderr
error: The amount "1,234" can be read two ways: as 1234 or as 1.234.
hint: Write 1234 or 1.23: USD has 2 decimals.

$ fintrack tx add 1.234 groceries
--- exit 2
--- stderr
error: The amount "1.234" can be read two ways: as 1234 or as 1.234.
hint: Write 1234 or 1.23: USD has 2 decimals.

$ fintrack tx add 12.505 groceries
--- exit 2
--- stderr
error: The amount "12.505" can be read two ways: as 12505 or as 12.505.
hint: Write 12505 or 12.50: USD has 2 decimals.

$ fintrack tx add 5 groceries --date 2024-02-30
--- exit 2
--- stderr
error: --date is "2024-02-30", which is not a day.
hint: Write 2024-05-03, 05-03, today, yesterday, fri or -3d.

$ fintrack tx add 5 grocries
--- exit 5
--- stderr
error: There is no category "grocries".
hint: Did you mean "Groceries"? \`--create\` creates "grocries"; \`fintrack category list\` lists all.

$ fintrack tx add 5 grocries
--- exit 5
--- stderr
? There is no category "grocries". Use "Groceries"?
? Create the category "grocries"?
error: There is no category "grocries".
hint: Did you mean "Groceries"? \`--create\` creates "grocries"; \`fintrack category list\` lists all.

$ fintrack tx show 99
--- exit 5
--- stderr
error: There is no transaction 99.

$ fintrack tx rm 1 99
--- exit 5
--- stderr
error: There is no transaction 99.

$ fintrack category add GROCERIES
--- exit 6
--- stderr
error: There is a category "GROCERIES" already; choose another name.

$ fintrack tx rm 1
--- exit 2
--- stderr
error: Removing transaction 1 (12.50 USD, Groceries, 2024-05-03, milk and bread) needs --yes, because fintrack cannot ask here.
hint: Nothing was changed. Add --yes (or -y) if that is what you want.

$ fintrack category rm groceries --no-input -o json
--- exit 2
--- stderr
{"code":"usage","detail":"Removing the category Groceries needs --yes, because fintrack cannot ask here.","hint":"Nothing was changed. Add --yes (or -y) if that is what you want.","exit_code":2}

$ fintrack category rm groceries -y
--- exit 6
--- stderr
error: "Groceries" is used by 3 transactions and 1 budget.
hint: \`fintrack category rm\` takes --reassign-to CATEGORY or --uncategorize.

$ fintrack category edit groceries --type income
--- exit 6
--- stderr
error: "Groceries" is used by 3 transactions and 1 budget, so that its type cannot change.
hint: Its type can change once nothing uses it: \`fintrack tx edit ID... --category OTHER\` moves transactions, \`fintrack budget rm\` removes a budget.

$ fintrack report 2024-13
--- exit 2
--- stderr
error: The month is "2024-13", which is not a month.
hint: Write 2024-05, 05, may, this, last, next or -1.

$ fintrack report 2024-05 -o yaml
--- exit 2
--- stderr
error: --output is "yaml", which is not one of table, json, csv, tsv or ndjson.

$ fintrack reprot
--- exit 2
--- stderr
error: Unknown command 'reprot'.
hint: Did you mean \`fintrack report\`?

$ fintrack tx lst
--- exit 2
--- stderr
error: Unknown command 'lst'.
hint: Did you mean \`fintrack tx list\`?

$ fintrack tx list --lmit 3
--- exit 2
--- stderr
error: Unknown option '--lmit'.
hint: Did you mean --limit?

$ fintrack tx show 99 -o json
--- exit 5
--- stderr
{"code":"not_found","detail":"There is no transaction 99.","exit_code":5}

$ fintrack import -
--- exit 2
--- stderr
error: The file is empty.
hint: Nothing was stored. Correct these lines and import the file again.

$ fintrack import -
--- exit 2
--- stderr
error: The file has a header and no lines after it: there is nothing to import.
hint: Nothing was stored. Correct these lines and import the file again.

$ fintrack import -
--- exit 2
--- stderr
error: line 1: The header "when,what,amount" has no column date, type and category; the header must name date, type, category and amount, and may name payee, description, currency, account, to_account, to_amount, to_date, tags and splits, separated by commas.
hint: Nothing was stored. Correct these lines and import the file again.

$ fintrack import -
--- exit 2
--- stderr
line 2: This line has 5 cells, but the header has 4; put a cell that holds a comma in quotes.
line 3: "2024-02-30" is not a day as YYYY-MM-DD, such as 2024-02-29. "1.234" has 3 decimals; USD takes at most 2.
line 4: "Salary" is of type income, not expense.
error: line 2: This line has 5 cells, but the header has 4; put a cell that holds a comma in quotes. (3 lines have errors)
hint: Nothing was stored. Correct these lines and import the file again.

$ fintrack import no-such-file.csv
--- exit 2
--- stderr
error: no-such-file.csv cannot be read.

$ fintrack api GET /api/nothing/
--- exit 5
--- stderr
error: There is no "/api/nothing/" here.

`
