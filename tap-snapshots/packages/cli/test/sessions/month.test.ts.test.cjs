/* IMPORTANT
 * This snapshot file is auto-generated, but designed for humans.
 * It should be checked into source control and tracked carefully.
 * Re-generate by setting TAP_SNAPSHOT=1 and running tests.
 * Make sure to inspect the output below.  Do not ignore changes!
 */
'use strict'
exports[`packages/cli/test/sessions/month.test.ts > TAP > a month with a card, savings, a split receipt, a trip and a refund reads the same everywhere > the screens 1`] = `
$ fintrack account add Checking --opening-balance 1240.50
--- exit 0
--- stderr
Added the account Checking with 1,240.50 USD as account 1.

$ fintrack account add Card --opening-balance -310 --opening-date 2024-05-01
--- exit 0
--- stderr
Added the account Card with -310.00 USD as account 2.

$ fintrack account add Savings
--- exit 0
--- stderr
Added the account Savings with 0.00 USD as account 3.

$ fintrack category add Food -q
--- exit 0
--- stdout
1

$ fintrack category add Food:Groceries -q
--- exit 0
--- stdout
2

$ fintrack category add Food:Restaurant -q
--- exit 0
--- stdout
3

$ fintrack category add Home:Household -q
--- exit 0
--- stdout
4

$ fintrack category add Home:Rent -q
--- exit 0
--- stdout
5

$ fintrack category add Travel -q
--- exit 0
--- stdout
6

$ fintrack budget set food 400 --month may
--- exit 0
--- stderr
Set the budget of Food for May 2024 to 400.00 USD (400.00 left).

$ fintrack tx add 3200 Salary May --type income --create --date 05-01 --account checking
--- exit 0
--- stderr
Created the category Salary (income).
Added 3,200.00 USD of income to Salary on 2024-05-01, in the account Checking as transaction 1.

$ fintrack tx add 980 rent --date 05-02 --account checking
--- exit 0
--- stderr
Added 980.00 USD to Home:Rent on 2024-05-02, in the account Checking as transaction 2.

$ fintrack tx add 60 'corner shop' --split groceries=45 --split household --date 05-03 --account card
--- exit 0
--- stderr
Added 60.00 USD to Food:Groceries 45.00 and Home:Household 15.00 on 2024-05-03, in the account Card as transaction 3.

$ fintrack tx add 84.20 restaurant Trattoria --date 05-10 --account card --tag trip
--- exit 0
--- stderr
Added 84.20 USD to Food:Restaurant on 2024-05-10, in the account Card as transaction 4 (270.80 of the budget of 400.00 for Food left).

$ fintrack tx add 129 travel 'night train' --date 05-09 --account card --tag trip --tag train
--- exit 0
--- stderr
Added 129.00 USD to Travel on 2024-05-09, in the account Card as transaction 5.

$ fintrack tx add 29 travel 'seat given back' --refund --date 05-14 --account card --tag trip
--- exit 0
--- stderr
Added a refund of 29.00 USD to Travel on 2024-05-14, in the account Card as transaction 6.

$ fintrack transfer 500 checking savings 'for the roof' --date 05-15
--- exit 0
--- stderr
Transferred 500.00 USD from Checking to Savings on 2024-05-15 (transaction 7).

$ fintrack transfer 554.20 checking card --date 05-28
--- exit 0
--- stderr
Transferred 554.20 USD from Checking to Card on 2024-05-28 (transaction 8).

$ fintrack account check card 0 --date 05-31
--- exit 0
--- stderr
The account Card holds 0.00 USD on 2024-05-31, as it should.

$ fintrack account list
--- exit 0
--- stdout
id  name      currency   balance
 1  Checking  USD       2,406.30
 2  Card      USD           0.00
 3  Savings   USD         500.00
--- stderr
Total: 2,906.30 USD.

$ fintrack tx list --month may
--- exit 0
--- stdout
id  date        type      category       amount  currency  description  account
 8  2024-05-28  transfer                 554.20  USD                    Checking
 7  2024-05-15  transfer                 500.00  USD       for the ro…  Checking
 6  2024-05-14  expense   Travel         -29.00  USD       seat given…  Card
 4  2024-05-10  expense   Food:Resta…     84.20  USD       Trattoria    Card
 5  2024-05-09  expense   Travel         129.00  USD       night train  Card
 3  2024-05-03  expense                   60.00  USD       corner shop  Card
 2  2024-05-02  expense   Home:Rent      980.00  USD                    Checking
 1  2024-05-01  income    Salary       3,200.00  USD       May          Checking
--- stderr
8 transactions in USD: income 3,200.00, expenses 1,253.20, refunds 29.00, net 1,975.80; transfers 1,054.20.

$ fintrack tx list --tag trip
--- exit 0
--- stdout
id  date        type     category  amount  currency  descrip…  account  tags
 6  2024-05-14  expense  Travel    -29.00  USD       seat gi…  Card     trip
 4  2024-05-10  expense  Food:Re…   84.20  USD       Trattor…  Card     trip
 5  2024-05-09  expense  Travel    129.00  USD       night t…  Card     train t…
--- stderr
3 transactions in USD: expenses 213.20, refunds 29.00, net -184.20.

$ fintrack tx list --category food --parts
--- exit 0
--- stdout
id  date        type     category    amount  currency  descripti…  account  tags
 4  2024-05-10  expense  Food:Rest…   84.20  USD       Trattoria   Card     trip
 3  2024-05-03  expense  Food:Groc…   45.00  USD       corner sh…  Card
--- stderr
2 transactions in USD: expenses 129.20, net -129.20.

$ fintrack report may
--- exit 0
--- stdout
May 2024                                        2024-05-01 to 2024-05-31   USD

  Income        3,200.00   ████████████████████████████████████████
  Expenses      1,224.20   ███████████████▎
  Net           1,975.80   61.7% of income kept

Budget vs actual             spent     budget       left   used
  Food                      129.20     400.00     270.80   ███▎         32%
  Total                     129.20     400.00     270.80   ███▎         32%
  Not budgeted            1,095.00

Expenses by category        amount   share  n
  Home:Rent                 980.00   80.0%  1  ████████████████████████████
  Travel                    100.00    8.2%  2  ██▉
  Food:Restaurant            84.20    6.9%  1  ██▍
  Food:Groceries             45.00    3.7%  1  █▎
  Home:Household             15.00    1.2%  1  ▍
  Total                   1,224.20  100.0%  6

Income by category
  Salary                  3,200.00  100.0%  1
  Total                   3,200.00  100.0%  1

$ fintrack report may --depth 1
--- exit 0
--- stdout
May 2024                                        2024-05-01 to 2024-05-31   USD

  Income        3,200.00   ████████████████████████████████████████
  Expenses      1,224.20   ███████████████▎
  Net           1,975.80   61.7% of income kept

Budget vs actual             spent     budget       left   used
  Food                      129.20     400.00     270.80   ███▎         32%
  Total                     129.20     400.00     270.80   ███▎         32%
  Not budgeted            1,095.00

Expenses by category        amount   share  n
  Home                      995.00   81.3%  2  ████████████████████████████
  Food                      129.20   10.5%  2  ███▋
  Travel                    100.00    8.2%  2  ██▉
  Total                   1,224.20  100.0%  6

Income by category
  Salary                  3,200.00  100.0%  1
  Total                   3,200.00  100.0%  1

$ fintrack report may --tree
--- exit 0
--- stdout
May 2024                                        2024-05-01 to 2024-05-31   USD

  Income        3,200.00   ████████████████████████████████████████
  Expenses      1,224.20   ███████████████▎
  Net           1,975.80   61.7% of income kept

Budget vs actual             spent     budget       left   used
  Food                      129.20     400.00     270.80   ███▎         32%
  Total                     129.20     400.00     270.80   ███▎         32%
  Not budgeted            1,095.00

Expenses by category        amount   share  n
  Home                      995.00   81.3%  2  ████████████████████████████
    Rent                    980.00   80.0%  1  ███████████████████████████▋
    Household                15.00    1.2%  1  ▍
  Food                      129.20   10.5%  2  ███▋
    Restaurant               84.20    6.9%  1  ██▍
    Groceries                45.00    3.7%  1  █▎
  Travel                    100.00    8.2%  2  ██▉
  Total                   1,224.20  100.0%  6

Income by category
  Salary                  3,200.00  100.0%  1
  Total                   3,200.00  100.0%  1

$ fintrack report may --by tag
--- exit 0
--- stdout
May 2024                                        2024-05-01 to 2024-05-31   USD

  Income        3,200.00   ████████████████████████████████████████
  Expenses      1,224.20   ███████████████▎
  Net           1,975.80   61.7% of income kept

Expenses by tag             amount  n
  (untagged)              1,040.00  2  ████████████████████████████
  trip                      184.20  3  █████
  train                     129.00  1  ███▌
  Total                   1,224.20  5

Income by tag
  (untagged)              3,200.00  1
  Total                   3,200.00  1

A transaction counts in each of its tags, and in the total once.

$ fintrack account list
--- exit 0
--- stdout
id  name      currency   balance
 1  Checking  USD       2,406.30
 2  Card      USD           0.00
 3  Savings   USD         500.00
--- stderr
Total: 2,906.30 USD.

$ fintrack tx list --month may
--- exit 0
--- stdout
id  date        type  category    amount
 8  2024-05-28  tra…              554.20
 7  2024-05-15  tra…              500.00
 6  2024-05-14  exp…  Travel      -29.00
 4  2024-05-10  exp…  Food:Re…     84.20
 5  2024-05-09  exp…  Travel      129.00
 3  2024-05-03  exp…               60.00
 2  2024-05-02  exp…  Home:Re…    980.00
 1  2024-05-01  inc…  Salary    3,200.00
--- stderr
8 transactions in USD: income 3,200.00, expenses 1,253.20, refunds 29.00, net 1,975.80; transfers 1,054.20.

$ fintrack tx list --tag trip
--- exit 0
--- stdout
id  date        category         amount
 6  2024-05-14  Travel           -29.00
 4  2024-05-10  Food:Restaurant   84.20
 5  2024-05-09  Travel           129.00
--- stderr
3 transactions in USD: expenses 213.20, refunds 29.00, net -184.20.

$ fintrack tx list --category food --parts
--- exit 0
--- stdout
id  date        category         amount
 4  2024-05-10  Food:Restaurant   84.20
 3  2024-05-03  Food:Groceries    45.00
--- stderr
2 transactions in USD: expenses 129.20, net -129.20.

$ fintrack report may
--- exit 0
--- stdout
May 2024  2024-05-01 to 2024-05-31   USD

  Income   3,200.00
  Expenses 1,224.20
  Net      1,975.80 61.7% of income kept

Budget vs actual
     spent   budget     left used
  Food
    129.20   400.00   270.80  32%
  Total
    129.20   400.00   270.80  32%
  Not budgeted
  1,095.00

Expenses            amount  share n
  Home:Rent         980.00  80.0% 1
  Travel            100.00   8.2% 2
  Food:Restaurant    84.20   6.9% 1
  Food:Groceries     45.00   3.7% 1
  Home:Household     15.00   1.2% 1
  Total           1,224.20 100.0% 6

Income
  Salary          3,200.00 100.0% 1
  Total           3,200.00 100.0% 1

$ fintrack report may --depth 1
--- exit 0
--- stdout
May 2024  2024-05-01 to 2024-05-31   USD

  Income   3,200.00
  Expenses 1,224.20
  Net      1,975.80 61.7% of income kept

Budget vs actual
     spent   budget     left used
  Food
    129.20   400.00   270.80  32%
  Total
    129.20   400.00   270.80  32%
  Not budgeted
  1,095.00

Expenses         amount  share n
  Home           995.00  81.3% 2
  Food           129.20  10.5% 2
  Travel         100.00   8.2% 2
  Total        1,224.20 100.0% 6

Income
  Salary       3,200.00 100.0% 1
  Total        3,200.00 100.0% 1

$ fintrack report may --tree
--- exit 0
--- stdout
May 2024  2024-05-01 to 2024-05-31   USD

  Income   3,200.00
  Expenses 1,224.20
  Net      1,975.80 61.7% of income kept

Budget vs actual
     spent   budget     left used
  Food
    129.20   400.00   270.80  32%
  Total
    129.20   400.00   270.80  32%
  Not budgeted
  1,095.00

Expenses         amount  share n
  Home           995.00  81.3% 2
    Rent         980.00  80.0% 1
    Household     15.00   1.2% 1
  Food           129.20  10.5% 2
    Restaurant    84.20   6.9% 1
    Groceries     45.00   3.7% 1
  Travel         100.00   8.2% 2
  Total        1,224.20 100.0% 6

Income
  Salary       3,200.00 100.0% 1
  Total        3,200.00 100.0% 1

$ fintrack report may --by tag
--- exit 0
--- stdout
May 2024  2024-05-01 to 2024-05-31   USD

  Income   3,200.00
  Expenses 1,224.20
  Net      1,975.80 61.7% of income kept

Expenses       amount n
  (untagged) 1,040.00 2
  trip         184.20 3
  train        129.00 1
  Total      1,224.20 5

Income
  (untagged) 3,200.00 1
  Total      3,200.00 1

A transaction counts in each
of its tags, and in the total once.

$ fintrack tx list --month may -o csv
--- exit 0
--- stdout
id,date,type,category,amount,currency,payee,description,account,to_account,to_amount,tags,splits,signed_amount␍
8,2024-05-28,transfer,,554.20,USD,,,Checking,Card,,,,0.00␍
7,2024-05-15,transfer,,500.00,USD,,for the roof,Checking,Savings,,,,0.00␍
6,2024-05-14,expense,Travel,-29.00,USD,,seat given back,Card,,,trip,,29.00␍
4,2024-05-10,expense,Food:Restaurant,84.20,USD,,Trattoria,Card,,,trip,,-84.20␍
5,2024-05-09,expense,Travel,129.00,USD,,night train,Card,,,train trip,,-129.00␍
3,2024-05-03,expense,,60.00,USD,,corner shop,Card,,,,Food:Groceries=45.00; Home:Household=15.00,-60.00␍
2,2024-05-02,expense,Home:Rent,980.00,USD,,,Checking,,,,,-980.00␍
1,2024-05-01,income,Salary,3200.00,USD,,May,Checking,,,,,3200.00␍

$ fintrack tx list --tag trip --total -o csv
--- exit 0
--- stdout
currency,income,expenses,refunds,net,transfers,count␍
USD,0.00,213.20,29.00,-184.20,0.00,3␍

$ fintrack report may -o csv
--- exit 0
--- stdout
month,type,category,total,share,count,currency,limit,remaining,used,status␍
2024-05,income,Salary,3200.00,100.0,1,USD,,,,␍
2024-05,expense,Home:Rent,980.00,80.0,1,USD,,,,␍
2024-05,expense,Travel,100.00,8.2,2,USD,,,,␍
2024-05,expense,Food:Restaurant,84.20,6.9,1,USD,,,,␍
2024-05,expense,Food:Groceries,45.00,3.7,1,USD,,,,␍
2024-05,expense,Home:Household,15.00,1.2,1,USD,,,,␍
2024-05,expense,Food,0.00,,0,USD,400.00,270.80,32.3,under␍

$ fintrack report may --by tag -o csv
--- exit 0
--- stdout
month,type,tag,total,count,currency␍
2024-05,income,,3200.00,1,USD␍
2024-05,expense,,1040.00,2,USD␍
2024-05,expense,trip,184.20,3,USD␍
2024-05,expense,train,129.00,1,USD␍

$ fintrack account list -o csv
--- exit 0
--- stdout
id,name,currency,balance␍
1,Checking,USD,2406.30␍
2,Card,USD,0.00␍
3,Savings,USD,500.00␍

$ fintrack tx list --month may -o json
--- exit 0
--- stdout
[
  {
    "id": 8,
    "date": "2024-05-28",
    "type": "transfer",
    "category": null,
    "category_name": null,
    "amount": "554.20",
    "currency": "USD",
    "payee": null,
    "description": "",
    "created_at": "<timestamp>",
    "updated_at": "<timestamp>",
    "account": 1,
    "account_name": "Checking",
    "to_account": 2,
    "to_account_name": "Card",
    "to_amount": null,
    "to_currency": null,
    "to_date": null,
    "splits": [],
    "tags": [],
    "signed_amount": "0.00",
    "checked": true
  },
  {
    "id": 7,
    "date": "2024-05-15",
    "type": "transfer",
    "category": null,
    "category_name": null,
    "amount": "500.00",
    "currency": "USD",
    "payee": null,
    "description": "for the roof",
    "created_at": "<timestamp>",
    "updated_at": "<timestamp>",
    "account": 1,
    "account_name": "Checking",
    "to_account": 3,
    "to_account_name": "Savings",
    "to_amount": null,
    "to_currency": null,
    "to_date": null,
    "splits": [],
    "tags": [],
    "signed_amount": "0.00",
    "checked": false
  },
  {
    "id": 6,
    "date": "2024-05-14",
    "type": "expense",
    "category": 6,
    "category_name": "Travel",
    "amount": "-29.00",
    "currency": "USD",
    "payee": null,
    "description": "seat given back",
    "created_at": "<timestamp>",
    "updated_at": "<timestamp>",
    "account": 2,
    "account_name": "Card",
    "to_account": null,
    "to_account_name": null,
    "to_amount": null,
    "to_currency": null,
    "to_date": null,
    "splits": [],
    "tags": [
      "trip"
    ],
    "signed_amount": "29.00",
    "checked": true
  },
  {
    "id": 4,
    "date": "2024-05-10",
    "type": "expense",
    "category": 3,
    "category_name": "Food:Restaurant",
    "amount": "84.20",
    "currency": "USD",
    "payee": null,
    "description": "Trattoria",
    "created_at": "<timestamp>",
    "updated_at": "<timestamp>",
    "account": 2,
    "account_name": "Card",
    "to_account": null,
    "to_account_name": null,
    "to_amount": null,
    "to_currency": null,
    "to_date": null,
    "splits": [],
    "tags": [
      "trip"
    ],
    "signed_amount": "-84.20",
    "checked": true
  },
  {
    "id": 5,
    "date": "2024-05-09",
    "type": "expense",
    "category": 6,
    "category_name": "Travel",
    "amount": "129.00",
    "currency": "USD",
    "payee": null,
    "description": "night train",
    "created_at": "<timestamp>",
    "updated_at": "<timestamp>",
    "account": 2,
    "account_name": "Card",
    "to_account": null,
    "to_account_name": null,
    "to_amount": null,
    "to_currency": null,
    "to_date": null,
    "splits": [],
    "tags": [
      "train",
      "trip"
    ],
    "signed_amount": "-129.00",
    "checked": true
  },
  {
    "id": 3,
    "date": "2024-05-03",
    "type": "expense",
    "category": null,
    "category_name": null,
    "amount": "60.00",
    "currency": "USD",
    "payee": null,
    "description": "corner shop",
    "created_at": "<timestamp>",
    "updated_at": "<timestamp>",
    "account": 2,
    "account_name": "Card",
    "to_account": null,
    "to_account_name": null,
    "to_amount": null,
    "to_currency": null,
    "to_date": null,
    "splits": [
      {
        "category": 2,
        "category_name": "Food:Groceries",
        "to_account": null,
        "to_account_name": null,
        "amount": "45.00",
        "description": ""
      },
      {
        "category": 4,
        "category_name": "Home:Household",
        "to_account": null,
        "to_account_name": null,
        "amount": "15.00",
        "description": ""
      }
    ],
    "tags": [],
    "signed_amount": "-60.00",
    "checked": true
  },
  {
    "id": 2,
    "date": "2024-05-02",
    "type": "expense",
    "category": 5,
    "category_name": "Home:Rent",
    "amount": "980.00",
    "currency": "USD",
    "payee": null,
    "description": "",
    "created_at": "<timestamp>",
    "updated_at": "<timestamp>",
    "account": 1,
    "account_name": "Checking",
    "to_account": null,
    "to_account_name": null,
    "to_amount": null,
    "to_currency": null,
    "to_date": null,
    "splits": [],
    "tags": [],
    "signed_amount": "-980.00",
    "checked": false
  },
  {
    "id": 1,
    "date": "2024-05-01",
    "type": "income",
    "category": 7,
    "category_name": "Salary",
    "amount": "3200.00",
    "currency": "USD",
    "payee": null,
    "description": "May",
    "created_at": "<timestamp>",
    "updated_at": "<timestamp>",
    "account": 1,
    "account_name": "Checking",
    "to_account": null,
    "to_account_name": null,
    "to_amount": null,
    "to_currency": null,
    "to_date": null,
    "splits": [],
    "tags": [],
    "signed_amount": "3200.00",
    "checked": false
  }
]

$ fintrack tx list --tag trip --total -o json
--- exit 0
--- stdout
[
  {
    "currency": "USD",
    "income": "0.00",
    "expenses": "213.20",
    "refunds": "29.00",
    "net": "-184.20",
    "transfers": "0.00",
    "count": 3
  }
]

$ fintrack report may -o json
--- exit 0
--- stdout
{
  "month": "2024-05",
  "currency": "USD",
  "total_income": "3200.00",
  "total_expense": "1224.20",
  "net_savings": "1975.80",
  "category_breakdown": [
    {
      "category": 7,
      "category_name": "Salary",
      "type": "income",
      "total": "3200.00",
      "share": "100.0",
      "count": 1
    },
    {
      "category": 5,
      "category_name": "Home:Rent",
      "type": "expense",
      "total": "980.00",
      "share": "80.0",
      "count": 1
    },
    {
      "category": 6,
      "category_name": "Travel",
      "type": "expense",
      "total": "100.00",
      "share": "8.2",
      "count": 2
    },
    {
      "category": 3,
      "category_name": "Food:Restaurant",
      "type": "expense",
      "total": "84.20",
      "share": "6.9",
      "count": 1
    },
    {
      "category": 2,
      "category_name": "Food:Groceries",
      "type": "expense",
      "total": "45.00",
      "share": "3.7",
      "count": 1
    },
    {
      "category": 4,
      "category_name": "Home:Household",
      "type": "expense",
      "total": "15.00",
      "share": "1.2",
      "count": 1
    }
  ],
  "budget_status": [
    {
      "category": 1,
      "category_name": "Food",
      "type": "expense",
      "monthly_limit": "400.00",
      "spent": "129.20",
      "remaining": "270.80",
      "used": "32.3",
      "status": "under"
    }
  ],
  "unbudgeted_expense": "1095.00",
  "other_currencies": []
}

$ fintrack report may --by tag -o json
--- exit 0
--- stdout
{
  "from": "2024-05-01",
  "to": "2024-05-31",
  "by": "tag",
  "currency": "USD",
  "total_income": "3200.00",
  "total_expense": "1224.20",
  "net_savings": "1975.80",
  "income_count": 1,
  "expense_count": 5,
  "rows": [
    {
      "key": null,
      "name": null,
      "type": "income",
      "total": "3200.00",
      "count": 1
    },
    {
      "key": null,
      "name": null,
      "type": "expense",
      "total": "1040.00",
      "count": 2
    },
    {
      "key": 1,
      "name": "trip",
      "type": "expense",
      "total": "184.20",
      "count": 3
    },
    {
      "key": 2,
      "name": "train",
      "type": "expense",
      "total": "129.00",
      "count": 1
    }
  ],
  "overlapping": true,
  "other_currencies": []
}

$ fintrack account list -o json
--- exit 0
--- stdout
[
  {
    "id": 1,
    "name": "Checking",
    "currency": "USD",
    "opening_balance": "1240.50",
    "opening_date": null,
    "bank_ids": [],
    "archived": false,
    "balance": "2406.30"
  },
  {
    "id": 2,
    "name": "Card",
    "currency": "USD",
    "opening_balance": "-310.00",
    "opening_date": "2024-05-01",
    "bank_ids": [],
    "archived": false,
    "balance": "0.00"
  },
  {
    "id": 3,
    "name": "Savings",
    "currency": "USD",
    "opening_balance": "0.00",
    "opening_date": null,
    "bank_ids": [],
    "archived": false,
    "balance": "500.00"
  }
]

`
