/* IMPORTANT
 * This snapshot file is auto-generated, but designed for humans.
 * It should be checked into source control and tracked carefully.
 * Re-generate by setting TAP_SNAPSHOT=1 and running tests.
 * Make sure to inspect the output below.  Do not ignore changes!
 */
'use strict'
exports[`packages/cli/test/sessions/accounts.test.ts > TAP > a checked balance is to be checked again where a transaction in it changes by more than its text > the screens 1`] = `
$ fintrack account list
--- exit 0
--- stderr
There are no accounts yet; \`fintrack account add checking\` adds one.

$ fintrack account list --archived
--- exit 0
--- stderr
No account is archived.

$ fintrack account add Checking --opening-balance 1240.50
--- exit 0
--- stdout
1
--- stderr
Added the account Checking with 1,240.50 USD.

$ fintrack account add Savings
--- exit 0
--- stderr
Added the account Savings with 0.00 USD as account 2.

$ fintrack account add 'Travel card' --currency EUR --opening-balance -310 --opening-date 2024-05-01 --bank-id 'de89 3704 0044' --bank-id card-17 -o json
--- exit 0
--- stdout
{
  "id": 3,
  "name": "Travel card",
  "currency": "EUR",
  "opening_balance": "-310.00",
  "opening_date": "2024-05-01",
  "bank_ids": [
    "DE8937040044",
    "CARD-17"
  ],
  "archived": false,
  "balance": "-310.00"
}
--- stderr
Added the account Travel card with -310.00 EUR.

$ fintrack account list
--- exit 0
--- stdout
id  name         currency   balance
 1  Checking     USD       1,240.50
 2  Savings      USD           0.00
 3  Travel card  EUR        -310.00
--- stderr
Total: 1,240.50 USD and -310.00 EUR.

$ fintrack tx add 40 --account checking --date 2024-05-03
--- exit 0
--- stdout
1
--- stderr
Added 40.00 USD without a category on 2024-05-03, in the account Checking.

$ fintrack tx add 40 --account savings --type income --date 2024-05-04
--- exit 0
--- stdout
2
--- stderr
Added 40.00 USD of income without a category on 2024-05-04, in the account Savings.

$ fintrack account check checking 1200.50 --date 2024-05-05
--- exit 0
--- stdout
1
--- stderr
The account Checking holds 1,200.50 USD on 2024-05-05, as it should.

$ fintrack account check savings 40 --date 2024-05-06
--- exit 0
--- stdout
2
--- stderr
The account Savings holds 40.00 USD on 2024-05-06, as it should.

$ fintrack tx edit 1 --text rent --payee Landlord --tag flat
--- exit 0
--- stdout
1
--- stderr
Changed transaction 1: 40.00 USD, no category, 2024-05-03, rent.

$ fintrack tx edit 1 --amount 41
--- exit 0
--- stdout
1
--- stderr
Changed transaction 1: 41.00 USD, no category, 2024-05-03, rent.
warning: the balance of Checking was checked on 2024-05-05, and transaction 1 counted in it; check it again.

$ fintrack tx edit 1 --amount 40 -q
--- exit 0
--- stdout
1

$ fintrack tx join 1 2
--- exit 0
--- stdout
1
--- stderr
Joined transactions 1 and 2 as transaction 1: 40.00 USD from Checking to Savings on 2024-05-03, and it arrives on 2024-05-04.
warning: the balance of Checking was checked on 2024-05-05, and transaction 1 counted in it; check it again.
warning: the balance of Savings was checked on 2024-05-06, and transaction 2 counted in it; check it again.

$ fintrack tx edit 1 --to-date 2024-05-07
--- exit 0
--- stdout
1
--- stderr
Changed transaction 1: 40.00 USD, Checking to Savings, 2024-05-03, rent.
warning: the balance of Savings was checked on 2024-05-06, and transaction 1 counted in it; check it again.

$ fintrack tx edit 1 --to-date 2024-05-08
--- exit 0
--- stdout
1
--- stderr
Changed transaction 1: 40.00 USD, Checking to Savings, 2024-05-03, rent.

$ fintrack tx unjoin 1
--- exit 0
--- stdout
1
3
--- stderr
Parted transaction 1: an expense of 40.00 USD in Checking on 2024-05-03 (transaction 1) and an income of 40.00 USD in Savings on 2024-05-08 (transaction 3).
warning: the balance of Checking was checked on 2024-05-05, and transaction 1 counted in it; check it again.

$ fintrack tx edit 1 --no-account
--- exit 0
--- stdout
1
--- stderr
Changed transaction 1: 40.00 USD, no category, 2024-05-03, rent.
warning: the balance of Checking was checked on 2024-05-05, and transaction 1 counted in it; check it again.

$ fintrack tx rm 3 --yes
--- exit 0
--- stdout
3
--- stderr
Removed transaction 3 (40.00 USD, no category, 2024-05-08, rent).

$ fintrack undo
--- exit 0
--- stdout
17
--- stderr
Undid change 16: Deleted transaction 3: income of 40.00 USD, uncategorized, 2024-05-08.

`

exports[`packages/cli/test/sessions/accounts.test.ts > TAP > a transfer is parted and two halves are joined, each in one change > the screens 1`] = `
$ fintrack account list
--- exit 0
--- stderr
There are no accounts yet; \`fintrack account add checking\` adds one.

$ fintrack account list --archived
--- exit 0
--- stderr
No account is archived.

$ fintrack account add Checking --opening-balance 1240.50
--- exit 0
--- stdout
1
--- stderr
Added the account Checking with 1,240.50 USD.

$ fintrack account add Savings
--- exit 0
--- stderr
Added the account Savings with 0.00 USD as account 2.

$ fintrack account add 'Travel card' --currency EUR --opening-balance -310 --opening-date 2024-05-01 --bank-id 'de89 3704 0044' --bank-id card-17 -o json
--- exit 0
--- stdout
{
  "id": 3,
  "name": "Travel card",
  "currency": "EUR",
  "opening_balance": "-310.00",
  "opening_date": "2024-05-01",
  "bank_ids": [
    "DE8937040044",
    "CARD-17"
  ],
  "archived": false,
  "balance": "-310.00"
}
--- stderr
Added the account Travel card with -310.00 EUR.

$ fintrack account list
--- exit 0
--- stdout
id  name         currency   balance
 1  Checking     USD       1,240.50
 2  Savings      USD           0.00
 3  Travel card  EUR        -310.00
--- stderr
Total: 1,240.50 USD and -310.00 EUR.

$ fintrack transfer 500 checking savings rent --date 2024-05-03 --to-date 2024-05-05 --tag flat
--- exit 0
--- stdout
1
--- stderr
Transferred 500.00 USD from Checking to Savings on 2024-05-03, and it arrives on 2024-05-05.

$ fintrack tx part 1
--- exit 0
--- stdout
1
2
--- stderr
Parted transaction 1: an expense of 500.00 USD in Checking on 2024-05-03 (transaction 1) and an income of 500.00 USD in Savings on 2024-05-05 (transaction 2).

$ fintrack report 2024-05
--- exit 0
--- stdout
May 2024                                        2024-05-01 to 2024-05-31   USD

  Income          500.00   ████████████████████████████████████████
  Expenses        500.00   ████████████████████████████████████████
  Net               0.00   0.0% of income kept

Expenses by category        amount   share  n
  (uncategorized)           500.00  100.0%  1  ████████████████████████████
  Total                     500.00  100.0%  1

Income by category
  (uncategorized)           500.00  100.0%  1
  Total                     500.00  100.0%  1

$ fintrack tx join 2 1
--- exit 0
--- stdout
1
--- stderr
Joined transactions 2 and 1 as transaction 1: 500.00 USD from Checking to Savings on 2024-05-03, and it arrives on 2024-05-05.

$ fintrack report 2024-05
--- exit 0
--- stdout
May 2024                                        2024-05-01 to 2024-05-31   USD

There are no transactions and no budgets in May 2024.

$ fintrack tx part 1 -o json --fields id,type,date,amount,description
--- exit 0
--- stdout
[
  {
    "id": 1,
    "type": "expense",
    "date": "2024-05-03",
    "amount": "500.00",
    "description": "rent"
  },
  {
    "id": 3,
    "type": "income",
    "date": "2024-05-05",
    "amount": "500.00",
    "description": "rent"
  }
]
--- stderr
Parted transaction 1: an expense of 500.00 USD in Checking on 2024-05-03 (transaction 1) and an income of 500.00 USD in Savings on 2024-05-05 (transaction 3).

$ fintrack tx join 1 3 -o json --fields id,type,date,amount,description
--- exit 0
--- stdout
{
  "id": 1,
  "type": "transfer",
  "date": "2024-05-03",
  "amount": "500.00",
  "description": "rent"
}
--- stderr
Joined transactions 1 and 3 as transaction 1: 500.00 USD from Checking to Savings on 2024-05-03, and it arrives on 2024-05-05.

$ fintrack undo
--- exit 0
--- stdout
9
--- stderr
Undid change 8: Joined transactions 1 and 3: transfer of 500.00 USD, "Checking" to "Savings", 2024-05-03.

$ fintrack undo
--- exit 0
--- stdout
10
--- stderr
Undid change 7: Parted transaction 1 (transfer of 500.00 USD, "Checking" to "Savings", 2024-05-03): transactions 1 and 3.

$ fintrack account list
--- exit 0
--- stdout
id  name         currency  balance
 1  Checking     USD        740.50
 2  Savings      USD        500.00
 3  Travel card  EUR       -310.00
--- stderr
Total: 1,240.50 USD and -310.00 EUR.

$ fintrack tx join 1 1
--- exit 2
--- stderr
error: The two halves of a transfer are two transactions, and these are one.
hint: Give the ids of both, such as \`fintrack tx join 17 21\`.

$ fintrack tx join 1 99
--- exit 5
--- stderr
error: There is no transaction 99.

$ fintrack tx join 1 x
--- exit 2
--- stderr
error: "x" is not the id of a transaction.
hint: \`fintrack tx list\` shows the ids, such as 17.

$ fintrack tx join 1 2
--- exit 5
--- stderr
error: There is no transaction 2.

$ fintrack tx part 99
--- exit 5
--- stderr
error: There is no transaction 99.

$ fintrack tx add 5
--- exit 0
--- stdout
4
--- stderr
Added 5.00 USD without a category on 2024-05-20.

$ fintrack tx part 4
--- exit 2
--- stderr
error: Transaction 4 is of type expense; only a transfer has two halves.

$ fintrack tx join 1 4
--- exit 2
--- stderr
error: Transaction 1 is a transfer already.

$ fintrack log --fields id,summary,undone_by
--- exit 0
--- stdout
11	Added transaction 4: expense of 5.00 USD, uncategorized, 2024-05-20	
10	Undid change 7: Parted transaction 1 (transfer of 500.00 USD, "Checking" to "Savings", 2024-05-03): transactions 1 and 3	
9	Undid change 8: Joined transactions 1 and 3: transfer of 500.00 USD, "Checking" to "Savings", 2024-05-03	
8	Joined transactions 1 and 3: transfer of 500.00 USD, "Checking" to "Savings", 2024-05-03	9
7	Parted transaction 1 (transfer of 500.00 USD, "Checking" to "Savings", 2024-05-03): transactions 1 and 3	10
6	Joined transactions 1 and 2: transfer of 500.00 USD, "Checking" to "Savings", 2024-05-03	
5	Parted transaction 1 (transfer of 500.00 USD, "Checking" to "Savings", 2024-05-03): transactions 1 and 2	
4	Added transaction 1: transfer of 500.00 USD, "Checking" to "Savings", 2024-05-03	
3	Added account 3: "Travel card", -310.00 EUR	
2	Added account 2: "Savings", 0.00 USD	
1	Added account 1: "Checking", 1240.50 USD	

`

exports[`packages/cli/test/sessions/accounts.test.ts > TAP > accounts are added, listed, shown, changed, archived and removed > the screens 1`] = `
$ fintrack account list
--- exit 0
--- stderr
There are no accounts yet; \`fintrack account add checking\` adds one.

$ fintrack account list --archived
--- exit 0
--- stderr
No account is archived.

$ fintrack account add Checking --opening-balance 1240.50
--- exit 0
--- stdout
1
--- stderr
Added the account Checking with 1,240.50 USD.

$ fintrack account add Savings
--- exit 0
--- stderr
Added the account Savings with 0.00 USD as account 2.

$ fintrack account add 'Travel card' --currency EUR --opening-balance -310 --opening-date 2024-05-01 --bank-id 'de89 3704 0044' --bank-id card-17 -o json
--- exit 0
--- stdout
{
  "id": 3,
  "name": "Travel card",
  "currency": "EUR",
  "opening_balance": "-310.00",
  "opening_date": "2024-05-01",
  "bank_ids": [
    "DE8937040044",
    "CARD-17"
  ],
  "archived": false,
  "balance": "-310.00"
}
--- stderr
Added the account Travel card with -310.00 EUR.

$ fintrack account list
--- exit 0
--- stdout
id  name         currency   balance
 1  Checking     USD       1,240.50
 2  Savings      USD           0.00
 3  Travel card  EUR        -310.00
--- stderr
Total: 1,240.50 USD and -310.00 EUR.

$ fintrack account list
--- exit 0
--- stdout
id  name         currency   balance
 1  Checking     USD       1,240.50
 2  Savings      USD           0.00
 3  Travel card  EUR        -310.00
--- stderr
Total: 1,240.50 USD and -310.00 EUR.

$ fintrack account list -o table
--- exit 0
--- stdout
id  name         currency   balance
 1  Checking     USD       1,240.50
 2  Savings      USD           0.00
 3  Travel card  EUR        -310.00

$ fintrack account list -o csv
--- exit 0
--- stdout
id,name,currency,balance␍
1,Checking,USD,1240.50␍
2,Savings,USD,0.00␍
3,Travel card,EUR,-310.00␍

$ fintrack account list -o tsv
--- exit 0
--- stdout
1	Checking	USD	1240.50
2	Savings	USD	0.00
3	Travel card	EUR	-310.00

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
    "balance": "1240.50"
  },
  {
    "id": 2,
    "name": "Savings",
    "currency": "USD",
    "opening_balance": "0.00",
    "opening_date": null,
    "bank_ids": [],
    "archived": false,
    "balance": "0.00"
  },
  {
    "id": 3,
    "name": "Travel card",
    "currency": "EUR",
    "opening_balance": "-310.00",
    "opening_date": "2024-05-01",
    "bank_ids": [
      "DE8937040044",
      "CARD-17"
    ],
    "archived": false,
    "balance": "-310.00"
  }
]

$ fintrack transfer 200 checking savings --date 2024-05-03 -q
--- exit 0
--- stdout
1

$ fintrack accounts list --on 2024-05-02
--- exit 0
--- stdout
id  name         currency   balance
 1  Checking     USD       1,240.50
 2  Savings      USD           0.00
 3  Travel card  EUR        -310.00
--- stderr
Total: 1,240.50 USD and -310.00 EUR.

$ fintrack account show 'travel card'
--- exit 0
--- stdout
Account 3: Travel card
  Balance   -310.00 EUR
  Checked   never
  Opening   -310.00 EUR, before 2024-05-01
  Bank ids  DE8937040044, CARD-17

$ fintrack account show 1
--- exit 0
--- stdout
Account 1: Checking
  Balance   1,040.50 USD
  Checked   never
  Opening   1,240.50 USD

$ fintrack account show savings -o csv
--- exit 0
--- stdout
id,name,currency,balance,archived␍
2,Savings,USD,200.00,␍

$ fintrack account add 17
--- exit 2
--- stderr
error: "17" is only digits, which would be read as an id; add a letter.

$ fintrack account add Cash --bank-id CARD-17
--- exit 2
--- stderr
error: "CARD-17" belongs to the account "Travel card" already.

$ fintrack account add Cash --currency EUROS
--- exit 2
--- stderr
error: --currency is "EUROS", which is not an ISO 4217 currency code.
hint: Write one such as EUR.

$ fintrack account add Cash --opening-balance 1.234
--- exit 2
--- stderr
error: --opening-balance "1.234" can be read two ways: as 1234 or as 1.234.
hint: Write 1234 or 1.23: USD has 2 decimals.

$ fintrack account add Cash --opening-balance 1.234 --currency KWD
--- exit 0
--- stdout
4
--- stderr
Added the account Cash with 1.234 KWD.

$ fintrack account add Card --opening-balance -5
--- exit 0
--- stderr
Added the account Card with -5.00 USD as account 5.

$ fintrack account add Cash --opening-date soon
--- exit 2
--- stderr
error: --opening-date is "soon", which is not a day.
hint: Write 2024-05-03, 05-03, today, yesterday, fri or -3d.

$ fintrack account edit savings --name 'Rainy days' --opening-balance 12 --opening-date 2024-01-01
--- exit 0
--- stdout
2
--- stderr
Changed the account Savings: the name is Rainy days, the opening balance is 12.00 USD, the opening day is 2024-01-01.

$ fintrack account edit 2 --bank-id A --bank-id B
--- exit 0
--- stdout
2
--- stderr
Changed the account Rainy days: the bank ids are A, B.

$ fintrack account edit 'rainy days' --opening-date '' --no-bank-id
--- exit 0
--- stdout
2
--- stderr
Changed the account Rainy days: the opening day is removed, the bank ids are removed.

$ fintrack account edit 'rainy days' --name 'Rainy days'
--- exit 0
--- stdout
2
--- stderr
The account Rainy days is like that already.

$ fintrack account edit 'rainy days'
--- exit 2
--- stderr
error: There is nothing to change in the account "rainy days".
hint: Give at least one of --name, --currency, --opening-balance, --opening-date, --bank-id, --no-bank-id, --archive, --unarchive.

$ fintrack account edit 'rainy days' --archive --unarchive
--- exit 2
--- stderr
error: Option '--unarchive' cannot be used with option '--archive'.
hint: \`fintrack account edit --help\` shows what it takes.

$ fintrack account edit 'rainy days' --currency EUR --opening-balance 5
--- exit 6
--- stderr
error: "Rainy days" is used by 1 transaction, so that its currency cannot change.
hint: \`fintrack account add NAME --currency CODE\` adds an account in another currency.

$ fintrack account edit 'travel card' --currency USD --opening-balance 5
--- exit 0
--- stderr
Changed the account Travel card: the currency is USD, the opening balance is 5.00 USD.

$ fintrack account edit 'rainy days' --archive
--- exit 0
--- stdout
2
--- stderr
Changed the account Rainy days: it is archived. It still holds 212.00 USD.

$ fintrack account list
--- exit 0
--- stdout
id  name         currency   balance
 1  Checking     USD       1,040.50
 3  Travel card  USD           5.00
 4  Cash         KWD          1.234
 5  Card         USD          -5.00
--- stderr
Total: 1,040.50 USD and 1.234 KWD, without 1 archived account.

$ fintrack account list -q
--- exit 0
--- stdout
id  name         currency   balance
 1  Checking     USD       1,040.50
 3  Travel card  USD           5.00
 4  Cash         KWD          1.234
 5  Card         USD          -5.00

$ fintrack account list --all
--- exit 0
--- stdout
id  name         currency   balance  archived
 1  Checking     USD       1,040.50
 2  Rainy days   USD         212.00  yes
 3  Travel card  USD           5.00
 4  Cash         KWD          1.234
 5  Card         USD          -5.00
--- stderr
Total: 1,252.50 USD and 1.234 KWD.

$ fintrack account list --archived
--- exit 0
--- stdout
id  name        currency  balance
 2  Rainy days  USD        212.00

$ fintrack account list --all --archived
--- exit 2
--- stderr
error: Option '--all' cannot be used with option '--archived'.
hint: \`fintrack account list --help\` shows what it takes.

$ fintrack account show 'rainy days'
--- exit 0
--- stdout
Account 2: Rainy days
  Balance   212.00 USD
  Checked   never
  Opening   12.00 USD
  Archived  yes

$ fintrack account rm 'rainy days' -y
--- exit 6
--- stderr
error: "Rainy days" is used by 1 transaction.
hint: \`fintrack account edit 2 --archive\` keeps its history, and offers it no more.

$ fintrack account edit 'rainy days' --unarchive -o csv
--- exit 0
--- stdout
id,name,currency,balance␍
2,Rainy days,USD,212.00␍
--- stderr
Changed the account Rainy days: it is not archived any more.

$ fintrack account edit cash --opening-balance 0 --archive
--- exit 0
--- stdout
4
--- stderr
Changed the account Cash: the opening balance is 0.000 KWD, it is archived.

$ fintrack account rm 'travel card'
--- exit 0
--- stderr
? Remove the account Travel card?
Nothing was removed.

$ fintrack account rm 'travel card'
--- exit 0
--- stderr
? Remove the account Travel card?
Removed the account Travel card.

$ fintrack account rm 'travel crad'
--- exit 5
--- stderr
error: There is no account "travel crad".
hint: \`fintrack account list\` lists the accounts, \`fintrack account add NAME\` adds one.

$ fintrack account show checkign
--- exit 5
--- stderr
error: There is no account "checkign".
hint: Did you mean "Checking"?

$ fintrack account add checking
--- exit 6
--- stderr
error: There is an account "checking" already; choose another name.

$ fintrack undo
--- exit 0
--- stdout
15
--- stderr
Undid change 14: Deleted account 3: "Travel card".

$ fintrack account list
--- exit 0
--- stdout
1	Checking	USD	1040.50
2	Rainy days	USD	212.00
3	Travel card	USD	5.00
5	Card	USD	-5.00

$ fintrack log --fields id,action,summary,rows
--- exit 0
--- stdout
15	undo	Undid change 14: Deleted account 3: "Travel card"	1
14	delete	Deleted account 3: "Travel card"	1
13	change	Changed account 4 ("Cash"): opening balance now 0.000 KWD; archived now yes	1
12	change	Changed account 2 ("Rainy days"): archived now no	1
11	change	Changed account 2 ("Rainy days"): archived now yes	1
10	change	Changed account 3 ("Travel card"): opening balance now 5.00 USD	1
9	change	Changed account 2 ("Rainy days"): opening day now none; bank ids now none	1
8	change	Changed account 2 ("Rainy days"): bank ids now A, B	1
7	change	Changed account 2 ("Savings"): name now "Rainy days"; opening balance now 12.00 USD; opening day now 2024-01-01	1
6	create	Added account 5: "Card", -5.00 USD	1
5	create	Added account 4: "Cash", 1.234 KWD	1
4	create	Added transaction 1: transfer of 200.00 USD, "Checking" to "Savings", 2024-05-03	1
3	create	Added account 3: "Travel card", -310.00 EUR	1
2	create	Added account 2: "Savings", 0.00 USD	1
1	create	Added account 1: "Checking", 1240.50 USD	1

`

exports[`packages/cli/test/sessions/accounts.test.ts > TAP > balances are checked, and the rows since the last check that agreed are listed where one does not > the screens 1`] = `
$ fintrack account list
--- exit 0
--- stderr
There are no accounts yet; \`fintrack account add checking\` adds one.

$ fintrack account list --archived
--- exit 0
--- stderr
No account is archived.

$ fintrack account add Checking --opening-balance 1240.50
--- exit 0
--- stdout
1
--- stderr
Added the account Checking with 1,240.50 USD.

$ fintrack account add Savings
--- exit 0
--- stderr
Added the account Savings with 0.00 USD as account 2.

$ fintrack account add 'Travel card' --currency EUR --opening-balance -310 --opening-date 2024-05-01 --bank-id 'de89 3704 0044' --bank-id card-17 -o json
--- exit 0
--- stdout
{
  "id": 3,
  "name": "Travel card",
  "currency": "EUR",
  "opening_balance": "-310.00",
  "opening_date": "2024-05-01",
  "bank_ids": [
    "DE8937040044",
    "CARD-17"
  ],
  "archived": false,
  "balance": "-310.00"
}
--- stderr
Added the account Travel card with -310.00 EUR.

$ fintrack account list
--- exit 0
--- stdout
id  name         currency   balance
 1  Checking     USD       1,240.50
 2  Savings      USD           0.00
 3  Travel card  EUR        -310.00
--- stderr
Total: 1,240.50 USD and -310.00 EUR.

$ fintrack transfer 500 checking savings --date 2024-05-03
--- exit 0
--- stdout
1
--- stderr
Transferred 500.00 USD from Checking to Savings on 2024-05-03.

$ fintrack account check checking 700 --date 2024-05-04
--- exit 9
--- stdout
1	2024-05-03	transfer		500.00	USD			Checking	Savings				-500.00
--- stderr
No check of Checking has agreed before. These are its rows up to 2024-05-04:
error: The account Checking holds 740.50 USD in the book on 2024-05-04: 40.50 USD too much.

$ fintrack account check checking 700 --date 2024-05-02
--- exit 9
--- stderr
No check of Checking has agreed before. These are its rows up to 2024-05-02:
There are none.
error: The account Checking holds 1,240.50 USD in the book on 2024-05-02: 540.50 USD too much.

$ fintrack account check checking 740.50 --date 2024-05-04
--- exit 0
--- stderr
The account Checking holds 740.50 USD on 2024-05-04, as it should.

$ fintrack transfer 20 checking savings --date 2024-05-05
--- exit 0
--- stdout
2
--- stderr
Transferred 20.00 USD from Checking to Savings on 2024-05-05.

$ fintrack transfer 40 savings checking --date 2024-05-06
--- exit 0
--- stdout
3
--- stderr
Transferred 40.00 USD from Savings to Checking on 2024-05-06.

$ fintrack account check checking 800 --date 2024-05-06 --fields id,date,amount
--- exit 9
--- stdout
2	2024-05-05	20.00
3	2024-05-06	40.00
--- stderr
The last check of Checking that agreed was of 2024-05-04. These are its rows since then, up to 2024-05-06:
error: The account Checking holds 760.50 USD in the book on 2024-05-06: 39.50 USD too little.

$ fintrack account check checking 760.5 -o json --fields id
--- exit 0
--- stdout
{
  "id": 2
}
--- stderr
The account Checking holds 760.50 USD on 2024-05-20, as it should.

$ fintrack account check checking 1.00 -o json --fields id
--- exit 9
--- stderr
{"code":"check_failed","detail":"The account Checking holds 760.50 USD in the book on 2024-05-20: 759.50 USD too much.","hint":"A check of that day agreed with another amount; \`fintrack log\` shows what was done since.","exit_code":9}

$ fintrack transfer 1 checking savings --date 2024-05-05
--- exit 0
--- stdout
4
--- stderr
Transferred 1.00 USD from Checking to Savings on 2024-05-05.

$ fintrack account check checking 760.50 --date 2024-05-20
--- exit 9
--- stderr
error: The account Checking holds 759.50 USD in the book on 2024-05-20: 1.00 USD too little.
hint: A check of that day agreed with another amount; \`fintrack log\` shows what was done since.

$ fintrack account check 'travel card' -310
--- exit 0
--- stdout
3
--- stderr
The account Travel card holds -310.00 EUR on 2024-05-20, as it should.

$ fintrack account check 'travel card' -310 -o csv
--- exit 0
--- stdout
id,date,amount,currency␍
4,2024-05-20,-310.00,EUR␍
--- stderr
The account Travel card holds -310.00 EUR on 2024-05-20, as it should.

$ fintrack account check savings 480 --date 2024-04-30
--- exit 9
--- stderr
No check of Savings has agreed before. These are its rows up to 2024-04-30:
There are none.
error: The account Savings holds 0.00 USD in the book on 2024-04-30: 480.00 USD too little.

$ fintrack account check savings 48,000
--- exit 2
--- stderr
error: The amount "48,000" can be read two ways: as 48000 or as 48.000.
hint: Write 48000 or 48.00: USD has 2 decimals.

$ fintrack account check savings 480 --date soon
--- exit 2
--- stderr
error: --date is "soon", which is not a day.
hint: Write 2024-05-03, 05-03, today, yesterday, fri or -3d.

$ fintrack account check nowhere 480
--- exit 5
--- stderr
error: There is no account "nowhere".
hint: \`fintrack account list\` lists the accounts, \`fintrack account add NAME\` adds one.

$ fintrack account show checking
--- exit 0
--- stdout
Account 1: Checking
  Balance   759.50 USD
  Checked   760.50 USD on 2024-05-20
  Opening   1,240.50 USD

$ fintrack account show 'travel card'
--- exit 0
--- stdout
Account 3: Travel card
  Balance   -310.00 EUR
  Checked   -310.00 EUR on 2024-05-20
  Opening   -310.00 EUR, before 2024-05-01
  Bank ids  DE8937040044, CARD-17

`

exports[`packages/cli/test/sessions/accounts.test.ts > TAP > money is transferred between accounts, also between currencies and from a default account > the screens 1`] = `
$ fintrack account list
--- exit 0
--- stderr
There are no accounts yet; \`fintrack account add checking\` adds one.

$ fintrack account list --archived
--- exit 0
--- stderr
No account is archived.

$ fintrack account add Checking --opening-balance 1240.50
--- exit 0
--- stdout
1
--- stderr
Added the account Checking with 1,240.50 USD.

$ fintrack account add Savings
--- exit 0
--- stderr
Added the account Savings with 0.00 USD as account 2.

$ fintrack account add 'Travel card' --currency EUR --opening-balance -310 --opening-date 2024-05-01 --bank-id 'de89 3704 0044' --bank-id card-17 -o json
--- exit 0
--- stdout
{
  "id": 3,
  "name": "Travel card",
  "currency": "EUR",
  "opening_balance": "-310.00",
  "opening_date": "2024-05-01",
  "bank_ids": [
    "DE8937040044",
    "CARD-17"
  ],
  "archived": false,
  "balance": "-310.00"
}
--- stderr
Added the account Travel card with -310.00 EUR.

$ fintrack account list
--- exit 0
--- stdout
id  name         currency   balance
 1  Checking     USD       1,240.50
 2  Savings      USD           0.00
 3  Travel card  EUR        -310.00
--- stderr
Total: 1,240.50 USD and -310.00 EUR.

$ fintrack transfer 500 checking savings --date 2024-05-03
--- exit 0
--- stdout
1
--- stderr
Transferred 500.00 USD from Checking to Savings on 2024-05-03.

$ fintrack transfer 100.00 1 2 for the trip --date 2024-05-04 --to-date 2024-05-06 --tag trip --tag plan
--- exit 0
--- stderr
Transferred 100.00 USD from Checking to Savings on 2024-05-04, and it arrives on 2024-05-06 (transaction 2).

$ fintrack transfer 100 savings
--- exit 2
--- stderr
error: A transfer needs two accounts, and this names one.
hint: Write \`fintrack transfer AMOUNT FROM TO\`; \`fintrack config set account NAME\` sets a default to transfer from.

$ fintrack config set account chekcing
--- exit 5
--- stderr
error: There is no account "chekcing".
hint: Did you mean "Checking"?

$ fintrack config set account CHECKING
--- exit 0
--- stderr
Set account to Checking.

$ fintrack config get account
--- exit 0
--- stdout
Checking

$ fintrack transfer 50 savings -o json --fields id,type,amount,date,description
--- exit 0
--- stdout
{
  "id": 3,
  "type": "transfer",
  "amount": "50.00",
  "date": "2024-05-20",
  "description": ""
}
--- stderr
Transferred 50.00 USD from Checking to Savings on 2024-05-20.

$ fintrack transfer 50 checking 'travel card'
--- exit 2
--- stderr
error: Checking is in USD and Travel card in EUR.
hint: Give what arrives as well, in EUR: --to-amount AMOUNT.

$ fintrack transfer 50 checking 'travel card' --to-amount 46.10
--- exit 0
--- stdout
4
--- stderr
Transferred 50.00 USD from Checking to Travel card on 2024-05-20, and 46.10 EUR arrive.

$ fintrack transfer 50 checking 'travel card' --to-amount 46.10 --to-date 2024-05-22
--- exit 0
--- stdout
5
--- stderr
Transferred 50.00 USD from Checking to Travel card on 2024-05-20, and 46.10 EUR arrive on 2024-05-22.

$ fintrack transfer 50 checking savings --to-amount 49
--- exit 2
--- stderr
error: --to-amount is what arrives in another currency, and Checking and Savings are both in USD.
hint: Leave it out.

$ fintrack transfer 50 checking checking
--- exit 2
--- stderr
error: Checking is both ends of this transfer.
hint: Name two accounts.

$ fintrack transfer 50 checking nowhere
--- exit 5
--- stderr
error: There is no account "nowhere".
hint: \`fintrack account list\` lists the accounts, \`fintrack account add NAME\` adds one.

$ fintrack transfer 50 nowhere checking
--- exit 5
--- stderr
error: There is no account "nowhere".
hint: \`fintrack account list\` lists the accounts, \`fintrack account add NAME\` adds one.

$ fintrack transfer -50 checking savings
--- exit 2
--- stderr
error: What is transferred is 0 or more; swap the two accounts for the other direction.

$ fintrack transfer 1,234 checking savings
--- exit 2
--- stderr
error: The amount "1,234" can be read two ways: as 1234 or as 1.234.
hint: Write 1234 or 1.23: USD has 2 decimals.

$ fintrack transfer 50 checking savings --date soon
--- exit 2
--- stderr
error: --date is "soon", which is not a day.
hint: Write 2024-05-03, 05-03, today, yesterday, fri or -3d.

$ fintrack transfer 50 checking savings --to-date soon
--- exit 2
--- stderr
error: --to-date is "soon", which is not a day.
hint: Write 2024-05-03, 05-03, today, yesterday, fri or -3d.

$ fintrack transfer 50 checking savings --tag a --tag 'b c'
--- exit 2
--- stderr
error: --tag is "b c", which is not a tag.
hint: Write 1 to 100 letters, digits, - and _, with / between the parts of a path, such as trip/rome.

$ fintrack transfer 50
--- exit 2
--- stderr
error: A transfer needs two accounts, and this names none.
hint: Write \`fintrack transfer AMOUNT FROM TO\`; \`fintrack config set account NAME\` sets a default to transfer from.

$ fintrack transfer
--- exit 2
--- stderr
error: Missing required argument 'amount'.
hint: \`fintrack transfer --help\` shows what it takes.

$ fintrack transfer -50
--- exit 2
--- stderr
error: A transfer needs two accounts, and this names none.
hint: Write \`fintrack transfer AMOUNT FROM TO\`; \`fintrack config set account NAME\` sets a default to transfer from.

$ fintrack config set account --unset
--- exit 0
--- stderr
Removed the setting account.

$ fintrack account list
--- exit 0
--- stdout
id  name         currency  balance
 1  Checking     USD        490.50
 2  Savings      USD        650.00
 3  Travel card  EUR       -217.80
--- stderr
Total: 1,140.50 USD and -217.80 EUR.

$ fintrack report 2024-05
--- exit 0
--- stdout
May 2024                                        2024-05-01 to 2024-05-31   USD

There are no transactions and no budgets in May 2024.

`
