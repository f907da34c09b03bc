/* IMPORTANT
 * This snapshot file is auto-generated, but designed for humans.
 * It should be checked into source control and tracked carefully.
 * Re-generate by setting TAP_SNAPSHOT=1 and running tests.
 * Make sure to inspect the output below.  Do not ignore changes!
 */
'use strict'
exports[`packages/cli/test/program.test.ts > TAP > the help of every command fits a terminal of 80 by 24, and says what it takes > help 1`] = `
$ fintrack --help
Personal finance for people who live in a shell.
Usage: fintrack <command> [options]

  report    show a month: income, expenses, budgets and categories
  tx        add, list, show, edit, split and remove transactions
  transfer  move money from one account to another
  account   list, add, show, edit, remove and check accounts
  category  list, add, edit, move and remove categories
  tag       list, rename and remove tags
  budget    set, list and remove monthly budgets
  import    import transactions from a CSV file
  log       list what was done, the latest first, or show one change
  undo      take back a change, ids included

  On a server   status, login, logout, register
  Your login    user, session, token
  Run a server  serve, passwd, server
  Keep it safe  backup, restore, doctor, db
  More          config, alias, api, completion, help

Each command: fintrack help COMMAND, such as fintrack help tx add
More help: fintrack help options, environment, exit-codes, formatting, dates

$ fintrack report --help
Usage: fintrack report [options] [month]
Show a month: income, expenses, budgets and categories.

  month              2024-05, 05, may, this, last, next or -1 (default: this
                     month)
  --currency <code>  in this currency (default: your own)
  --depth <parts>    sum categories by so many first parts of their names
  --tree             draw the categories as a tree, with subtotals
  --by <rows>        what the lines are (default: category) (choices:
                     "category", "tag")

Examples:
  fintrack report                      this month
  fintrack report 2024-05              May 2024
  fintrack report last --currency EUR  last month, in euros
  fintrack report --depth 1            Food:Restaurant and Food:Coffee as Food
  fintrack report --tree               the same, with what lies below it
  fintrack report --by tag             a line for each tag
  fintrack report -o csv > month.csv   the breakdown, with the budgets beside it
Options of every command: fintrack help options

$ fintrack tx --help
Usage: fintrack tx|transaction [options] [command]
Add, list, show, edit, split and remove transactions.

  add <amount> [category] [text]
                              add a transaction
  list                        list transactions, the latest first
  show <id...>                show transactions in full
  edit <id...>                change transactions; what you do not give stays as
                              it is
  split <id> [parts...]       divide a transaction over several categories
  rm <id...>                  remove transactions
  join <id> <other>           make two halves of a transfer one
  part <id>                   make a transfer two halves

Options of every command: fintrack help options

$ fintrack tx add --help
Usage: fintrack tx add [options] <amount> [category] [text]
Add a transaction.

  amount             such as 12.50; a negative amount is a refund
  category           its name, the last parts of it, or its id (default: none)
  text               what it was for
  --date <day>       2024-05-03, 05-03, today, yesterday, fri or -3d (default...
  --payee <name>     who was paid or who paid
  --refund           the money came back
  --type <type>      without a category, or for the one that --create makes (...
  --currency <code>  the currency (default: your own)
  --create           create the category if there is none of that name
  --account <name>   the account that it is in (default: the only one, if the...
  --tag <tag>        a tag; repeatable
  --split <part>     a part: category=amount; a category alone takes the rest...

Examples:
  fintrack tx add 12.50 groceries "milk and bread"
  fintrack tx add 3200 salary --date 05-01 --payee "Hooli"
All of it: fintrack help tx add
Options of every command: fintrack help options

$ fintrack tx list --help
Usage: fintrack tx list [options]
List transactions, the latest first.

  --month <month>        2024-05, 05, may, this, last, next or -1
  --from <day>           the first day: 2024-05-03, 05-03, today, yesterday,...
  --to <day>             the last day
  --category <category>  in this category or below it, by name or id; =NAME f...
  --uncategorized        without a category
  --account <name>       in this account, or to it
  --tag <tag>            with this tag or one below it; repeatable: with all...
  --type <type>          of this type (choices: "income", "expense", "transfer")
  --search <text>        with all of these words, in payee, description, cate...
  --currency <code>      in this currency
  --min <amount>         with at least this amount, each row in its own currency
  --max <amount>         with at most this amount
  --sort <field>         the order, such as -date for the latest first; amoun...
  --limit <rows>         stop after this many rows
  --parts                a line for each part of a split transaction; not for...

Examples:
  fintrack tx list --month last --category groceries
All of it: fintrack help tx list
Options of every command: fintrack help options

$ fintrack tx show --help
Usage: fintrack tx show [options] <id...>
Show transactions in full.

  id  as \`fintrack tx list\` shows them

Examples:
  fintrack tx show 17
  fintrack tx show 17 18 -o json
Options of every command: fintrack help options

$ fintrack tx edit --help
Usage: fintrack tx edit [options] <id...>
Change transactions; what you do not give stays as it is.

  id                     as \`fintrack tx list\` shows them
  --editor               open them as a text in $VISUAL or $EDITOR
  --amount <amount>      such as 12.50; a negative amount is a refund
  --date <day>           2024-05-03, 05-03, today, yesterday, fri or -3d
  --category <category>  its name or id
  --uncategorized        remove its category
  --type <type>          income or expense; where it changes, the sign of the...
  --payee <name>         who was paid or who paid; "" removes it
  --text <text>          what it was for
  --currency <code>      the currency of --amount
  --account <name>       the account that it is in
  --no-account           take it out of its account
  --tag <tag>            add a tag; repeatable
  --untag <tag>          take a tag away; repeatable
  --split <part>         a part: category=amount; a category alone takes the...

Examples:
  fintrack tx edit 17 --amount 13.20
All of it: fintrack help tx edit
Options of every command: fintrack help options

$ fintrack tx split --help
Usage: fintrack tx split [options] <id> [parts...]
Divide a transaction over several categories.

  id      as \`fintrack tx list\` shows it
  parts   category=amount; a category alone takes the rest, @account=amount goes
          to an account
  --none  make it one again, without a category

Examples:
  fintrack tx split 17 groceries=45 household
  fintrack tx split 17 interest=310.20 @loan
  fintrack tx split 17 --none
Options of every command: fintrack help options

$ fintrack tx rm --help
Usage: fintrack tx rm [options] <id...>
Remove transactions.

  id  as \`fintrack tx list\` shows them

Examples:
  fintrack tx rm 17
  fintrack tx rm 17 18 --yes
Options of every command: fintrack help options

$ fintrack tx join --help
Usage: fintrack tx join [options] <id> <other>
Make two halves of a transfer one.

  id     one half, as \`fintrack tx list\` shows it
  other  the other half

An expense in one account and an income in another become one transfer, which is
neither. It keeps the id, the payee and the description of the expense, and the
tags of both. \`fintrack undo\` brings both back.

Examples:
  fintrack tx join 17 21
Options of every command: fintrack help options

$ fintrack tx part --help
Usage: fintrack tx part|unjoin [options] <id>
Make a transfer two halves.

  id  a transfer, as \`fintrack tx list\` shows it

The reverse of \`fintrack tx join\`: the transfer becomes an expense in the
account that it leaves, with its id, and an income in the account that it goes
to.

Examples:
  fintrack tx part 17
Options of every command: fintrack help options

$ fintrack transfer --help
Usage: fintrack transfer [options] <amount> <from> <to> [text]
Move money from one account to another.

  amount                what leaves, such as 500; the account that it leaves and
                        the one that it goes to, each by name or id; what it is
                        for
  --date <day>          when it leaves: 2024-05-03, 05-03, today, yesterday, fri
                        or -3d (default: today)
  --to-date <day>       when it arrives (default: the same day)
  --to-amount <amount>  what arrives, where that is in another currency
  --tag <tag>           a tag; repeatable

With one account the money leaves the default account, if one is set.

Examples:
  fintrack transfer 500 checking savings
  fintrack transfer 500 checking savings for the trip --tag trip
  fintrack transfer 200 checking travel --to-amount 184.10 --to-date 2024-05-05
Options of every command: fintrack help options

$ fintrack account --help
Usage: fintrack account|accounts [options] [command]
List, add, show, edit, remove and check accounts.

  list                   list the accounts with their balances
  add <name>             add an account
  show <name>            show an account, and the last check that agreed
  edit <name>            change an account; what you do not give stays as it is
  rm <name>              remove an account that nothing uses
  check <name> <amount>  compare a balance with what the bank says

Options of every command: fintrack help options

$ fintrack account list --help
Usage: fintrack account list [options]
List the accounts with their balances.

  --on <day>  with the balances at the end of this day: 2024-05-03, 05-03,
              today, yesterday, fri or -3d
  --archived  only those that are archived
  --all       with those that are archived

Examples:
  fintrack account list
  fintrack account list --on 2024-05-31
Options of every command: fintrack help options

$ fintrack account add --help
Usage: fintrack account add [options] <name>
Add an account.

  name                        its name; not only digits
  --currency <code>           its currency (default: your own)
  --opening-balance <amount>  what was there before its first row; a debt is
                              negative
  --opening-date <day>        the day at whose start that was there: 2024-05-03,
                              05-03, today, yesterday, fri or -3d
  --bank-id <id>              what the bank calls it, such as an IBAN;
                              repeatable

Examples:
  fintrack account add checking --opening-balance 1240.50
  fintrack account add card --opening-balance -310 --opening-date 2024-05-01
  fintrack account add travel --currency EUR --bank-id \\
      "DE89 3704 0044 0532 0130 00"
Options of every command: fintrack help options

$ fintrack account show --help
Usage: fintrack account show [options] <name>
Show an account, and the last check that agreed.

  name  its name or id

Examples:
  fintrack account show checking
Options of every command: fintrack help options

$ fintrack account edit --help
Usage: fintrack account edit [options] <name>
Change an account; what you do not give stays as it is.

  name                        its name or id
  --name <name>               its new name
  --currency <code>           its currency, while nothing uses it
  --opening-balance <amount>  what was there before its first row; a debt is
                              negative
  --opening-date <day>        the day at whose start that was there: 2024-05-03,
                              05-03, today, yesterday, fri or -3d; "" for none
  --bank-id <id>              what the bank calls it, in the place of its bank
                              ids; repeatable
  --no-bank-id                remove its bank ids
  --archive                   hide it; its history and its money stay
  --unarchive                 show it again

Examples:
  fintrack account edit checking --name "Joint account"
  fintrack account edit card --opening-balance -310 --opening-date 2024-05-01
  fintrack account edit cash --archive
Options of every command: fintrack help options

$ fintrack account rm --help
Usage: fintrack account rm [options] <name>
Remove an account that nothing uses.

  name  its name or id

One that transactions use stays; \`fintrack account edit NAME --archive\` hides
it.

Examples:
  fintrack account rm "old card"
Options of every command: fintrack help options

$ fintrack account check --help
Usage: fintrack account check [options] <name> <amount>
Compare a balance with what the bank says.

  name          its name or id
  amount        its balance as the bank says it
  --date <day>  2024-05-03, 05-03, today, yesterday, fri or -3d (default: today)

Compares the balance at the end of the day with what the bank says. A check that
agrees is kept. If one does not, the rows since the last one that agreed are
listed, and the exit code is 9.

Examples:
  fintrack account check checking 1204.17
  fintrack account check card -310 --date 2024-05-31
Options of every command: fintrack help options

$ fintrack category --help
Usage: fintrack category|categories [options] [command]
List, add, edit, move and remove categories.

  list                list the categories
  add <name>          add a category
  edit <name>         rename a category, archive it, or change its type while
                      nothing uses it
  rename <old> <new>  rename a category and all that lies below it
  merge <old> <new>   move all that is in a category, and below it, into another
  rm <name>           remove a category and its budgets

Options of every command: fintrack help options

$ fintrack category list --help
Usage: fintrack category list [options]
List the categories.

  --all   with the archived ones
  --tree  draw what lies below what

Examples:
  fintrack category list --tree
  fintrack category list --all      with the archived ones
Options of every command: fintrack help options

$ fintrack category add --help
Usage: fintrack category add [options] <name>
Add a category.

  name           its name; not only digits
  --type <type>  what it is for (choices: "income", "expense", default:
                 "expense")

Examples:
  fintrack category add groceries
  fintrack category add salary --type income
Options of every command: fintrack help options

$ fintrack category edit --help
Usage: fintrack category edit [options] <name>
Rename a category, archive it, or change its type while nothing uses it.

  name           its name or id
  --name <name>  its new name
  --type <type>  its new type (choices: "income", "expense")
  --archive      offer it no more; what is in it stays
  --unarchive    offer it again

Examples:
  fintrack category edit grocries --name groceries
  fintrack category edit bonus --type income
  fintrack category edit canteen --archive
  It renames this category alone; \`fintrack category rename\` moves what lies \\
      below it as well.
Options of every command: fintrack help options

$ fintrack category rename --help
Usage: fintrack category rename [options] <old> <new>
Rename a category and all that lies below it.

  old  its name or id, or what several names begin with
  new  its new name

Examples:
  fintrack category rename eating Food
  fintrack category rename food:restaurant Food:Out
What lies below it moves with it: Eating:Bar becomes Food:Bar.
Options of every command: fintrack help options

$ fintrack category merge --help
Usage: fintrack category merge [options] <old> <new>
Move all that is in a category, and below it, into another.

  old  its name or id, or what several names begin with
  new  the category that it becomes

Examples:
  fintrack category merge coffee food:coffee
  Its transactions and all that lies below it move; where both have a budget \\
      for a month, the limits are added.
\`fintrack undo\` takes the whole of it back.
Options of every command: fintrack help options

$ fintrack category rm --help
Usage: fintrack category rm [options] <name>
Remove a category and its budgets.

  name                      its name or id
  --reassign-to <category>  move its transactions to this category, by name or
                            id
  --uncategorize            leave its transactions without a category

Examples:
  fintrack category rm coffee
  fintrack category rm coffee --reassign-to "eating out"
Options of every command: fintrack help options

$ fintrack tag --help
Usage: fintrack tag|tags [options] [command]
List, rename and remove tags.

  list                list the tags with the number of their transactions
  rename <old> <new>  rename a tag; where the new name is taken, the two become
                      one
  rm <name>           take a tag from every transaction

Options of every command: fintrack help options

$ fintrack tag list --help
Usage: fintrack tag list [options]
List the tags with the number of their transactions.

Examples:
  fintrack tag list
Options of every command: fintrack help options

$ fintrack tag rename --help
Usage: fintrack tag rename [options] <old> <new>
Rename a tag; where the new name is taken, the two become one.

  old  its name
  new  letters, digits, - and _, with / between the parts of a path

Examples:
  fintrack tag rename trip trip/rome
Options of every command: fintrack help options

$ fintrack tag rm --help
Usage: fintrack tag rm [options] <name>
Take a tag from every transaction.

  name  its name

Examples:
  fintrack tag rm trip
Options of every command: fintrack help options

$ fintrack budget --help
Usage: fintrack budget|budgets [options] [command]
Set, list and remove monthly budgets.

  set <category> <amount>  set the budget of a category for a month
  list [month]             list the budgets
  rm <category>            remove the budget of a category for a month

Options of every command: fintrack help options

$ fintrack budget set --help
Usage: fintrack budget set [options] <category> <amount>
Set the budget of a category for a month.

  category         its name or id
  amount           such as 400
  --month <month>  2024-05, 05, may, this, last, next or -1 (default: this
                   month)

Examples:
  fintrack budget set groceries 400
  fintrack budget set rent 980 --month next
Options of every command: fintrack help options

$ fintrack budget list --help
Usage: fintrack budget list [options] [month]
List the budgets.

  month  2024-05, 05, may, this, last, next or -1 (default: every month)

Examples:
  fintrack budget list
  fintrack budget list 2024-05
Options of every command: fintrack help options

$ fintrack budget rm --help
Usage: fintrack budget rm [options] <category>
Remove the budget of a category for a month.

  category         its name or id
  --month <month>  2024-05, 05, may, this, last, next or -1 (default: this
                   month)

Examples:
  fintrack budget rm groceries
  fintrack budget rm groceries --month 2024-05
Options of every command: fintrack help options

$ fintrack import --help
Usage: fintrack import [options] <file>
Import transactions from a CSV file.

  file       a path, or - for standard input
  --dry-run  show what would be stored, and store nothing
  --again    import the file even if every line is stored already

The first line of the file names its columns: date, type, category and amount;
payee, description, currency, account, to_account, to_amount, to_date, tags and
splits are optional. Either every line is stored or none is. Categories and tags
that do not exist are created, accounts are not.

Examples:
  fintrack import bank.csv --dry-run
  fintrack import bank.csv
  fintrack tx list -o csv | fintrack --server https://money.example import -
Options of every command: fintrack help options

$ fintrack log --help
Usage: fintrack log [options] [id]
List what was done, the latest first, or show one change.

  id           a change: each field that it changed, before and after
  --limit <n>  stop after this many changes; with an id, after this many rows

Examples:
  fintrack log --limit 10
  fintrack log 17                     what change 17 did, field by field
  fintrack log -o csv > changes.csv
Options of every command: fintrack help options

$ fintrack undo --help
Usage: fintrack undo [options] [ids...]
Take back a change, ids included.

  ids  as \`fintrack log\` shows them (default: the latest, if you made it here)

Examples:
  fintrack undo
  fintrack undo 17
  fintrack undo 19 18 17              # in this order: the latest first
  fintrack undo $(fintrack undo -q)    # undone, and done again
Options of every command: fintrack help options

$ fintrack status --help
Usage: fintrack status [options]
Show which book commands work on, and whether you are logged in.

Examples:
  fintrack status
Options of every command: fintrack help options

$ fintrack login --help
Usage: fintrack login [options]
Log in to a server; commands then work on your book there.

  --username <name>  the name to log in with
  --password-stdin   read the password from the first line of standard input

Examples:
  fintrack login --server https://money.example
  fintrack login --server http://127.0.0.1:8787 --username anna
Options of every command: fintrack help options

$ fintrack logout --help
Usage: fintrack logout [options]
Log out; commands then work on the book of this machine.

Examples:
  fintrack logout
Options of every command: fintrack help options

$ fintrack register --help
Usage: fintrack register [options]
Become a user of a server, and log in to it.

  --username <name>  the name to log in with
  --password-stdin   read the password from the first line of standard input
  --email <address>  an e-mail address
  --currency <code>  the currency of your book, such as EUR

Examples:
  fintrack register --server https://money.example
  fintrack register --server http://127.0.0.1:8787 --currency EUR
Options of every command: fintrack help options

$ fintrack user --help
Usage: fintrack user [options] [command]
Show your login, change it or delete it.

  show      show your username, e-mail address and currency
  edit      change your e-mail address or the currency of your book
  password  change your password; every other session ends
  delete    delete your login and everything in your book, for good

Options of every command: fintrack help options

$ fintrack user show --help
Usage: fintrack user show [options]
Show your username, e-mail address and currency.

Examples:
  fintrack user
  fintrack user show -o json
Options of every command: fintrack help options

$ fintrack user edit --help
Usage: fintrack user edit [options]
Change your e-mail address or the currency of your book.

  --email <address>  the e-mail address; "" removes it
  --currency <code>  the currency of new transactions and of the report, such as
                     EUR

Examples:
  fintrack user edit --email anna@example.org
  fintrack user edit --currency EUR
Options of every command: fintrack help options

$ fintrack user password --help
Usage: fintrack user password [options]
Change your password; every other session ends.

  --password-stdin  read the old password from the first line of standard input
                    and the new one from the second

Examples:
  fintrack user password
  printf '%s\\n' "$OLD" "$NEW" | fintrack user password --password-stdin
Options of every command: fintrack help options

$ fintrack user delete --help
Usage: fintrack user delete [options]
Delete your login and everything in your book, for good.

  --password-stdin  read the password from the first line of standard input

Examples:
  fintrack user delete
Options of every command: fintrack help options

$ fintrack session --help
Usage: fintrack session|sessions [options] [command]
List and end your logins.

  list            list your logins (times are UTC)
  revoke <id...>  end logins: they are refused from the next request on

Options of every command: fintrack help options

$ fintrack session list --help
Usage: fintrack session list [options]
List your logins (times are UTC).

Examples:
  fintrack session list
Options of every command: fintrack help options

$ fintrack session revoke --help
Usage: fintrack session revoke [options] <id...>
End logins: they are refused from the next request on.

  id  as \`fintrack session list\` shows them

Examples:
  fintrack session revoke 3
Options of every command: fintrack help options

$ fintrack token --help
Usage: fintrack token|tokens [options] [command]
Create, list and revoke access tokens for scripts.

  create <name>     create a token for a script to use instead of a login, and
                    print it
  list              list the tokens, without their secrets (times are UTC)
  revoke <name...>  revoke tokens: they are refused from the next request on

Options of every command: fintrack help options

$ fintrack token create --help
Usage: fintrack token create [options] <name>
Create a token for a script to use instead of a login, and print it.

  name                     what it is for
  --scope <scope>          what it may do (choices: "read", "read-write",
                           default: "read")
  --expires-days <number>  expire after this many days (default: never)

Examples:
  fintrack token create backup > token.txt
  fintrack token create cron --scope read-write --expires-days 365
Options of every command: fintrack help options

$ fintrack token list --help
Usage: fintrack token list [options]
List the tokens, without their secrets (times are UTC).

Examples:
  fintrack token list
Options of every command: fintrack help options

$ fintrack token revoke --help
Usage: fintrack token revoke [options] <name...>
Revoke tokens: they are refused from the next request on.

  name  names or ids, as \`fintrack token list\` shows them

Examples:
  fintrack token revoke cron
Options of every command: fintrack help options

$ fintrack serve --help
Usage: fintrack serve [options]
Serve the book over HTTP, until it is interrupted.

  --host <address>  address to listen on, as FINTRACK_HOST
  --port <number>   port to listen on, as FINTRACK_PORT; 0 takes a free one
  --verbose         log every request, as FINTRACK_LOG_LEVEL=info; a terminal is
                    told only of warnings

Examples:
  fintrack serve
  fintrack serve --port 9000
Options of every command: fintrack help options

$ fintrack passwd --help
Usage: fintrack passwd [options]
Set the name and password to log in to the book with.

  --username <name>  the name to log in with (default: the name of your account
                     on this machine)
  --password-stdin   read the password from the first line of standard input

Examples:
  fintrack passwd
  fintrack passwd --username anna --password-stdin < password.txt
Options of every command: fintrack help options

$ fintrack server --help
Usage: fintrack server [options] [command]
Manage the users, the keys and the log of the book.

  user|users  list users, set a new password for one, remove one
  keys        change the keys that sign tokens
  log         list logins, failures and changes of credentials, the latest first
              (times are UTC)

Options of every command: fintrack help options

$ fintrack server user --help
Usage: fintrack server user|users [options] [command]
List users, set a new password for one, remove one.

  list           list the users with their sessions and access tokens (times are
                 UTC)
  passwd <name>  set a new password for a user who forgot theirs; their sessions
                 end
  rm <name>      remove a user and everything in their book, for good

Options of every command: fintrack help options

$ fintrack server user list --help
Usage: fintrack server user list [options]
List the users with their sessions and access tokens (times are UTC).

Examples:
  fintrack server user list
  fintrack server user list -o json
Options of every command: fintrack help options

$ fintrack server user passwd --help
Usage: fintrack server user passwd [options] <name>
Set a new password for a user who forgot theirs; their sessions end.

  name              the name of the user
  --password-stdin  read the password from the first line of standard input

Examples:
  fintrack server user passwd bela
  fintrack server user passwd bela --password-stdin < password.txt
Options of every command: fintrack help options

$ fintrack server user rm --help
Usage: fintrack server user rm [options] <name>
Remove a user and everything in their book, for good.

  name  the name of the user

Examples:
  fintrack server user rm bela
Options of every command: fintrack help options

$ fintrack server keys --help
Usage: fintrack server keys [options] [command]
Change the keys that sign tokens.

  rotate  sign with a new key from now on; a running server picks it up by
          itself

Options of every command: fintrack help options

$ fintrack server keys rotate --help
Usage: fintrack server keys rotate [options]
Sign with a new key from now on; a running server picks it up by itself.

  --end-sessions  drop the older keys: everyone has to log in again

Examples:
  fintrack server keys rotate
  fintrack server keys rotate --end-sessions
Options of every command: fintrack help options

$ fintrack server log --help
Usage: fintrack server log [options]
List logins, failures and changes of credentials, the latest first (times are
UTC).

  --user <name>  only events of this user

Examples:
  fintrack server log
  fintrack server log --user bela
Options of every command: fintrack help options

$ fintrack backup --help
Usage: fintrack backup [options] <file>
Copy the book of this machine to a file while others go on using it.

  file  the file to write

A server and other commands can go on using the book. The backup holds
everything that was stored before it began. An existing file is never
overwritten. keys.json, which signs logins, is not in the backup: without that
file everyone has to log in again.

Examples:
  fintrack backup ~/backups/book-$(date +%F).db
  fintrack doctor ~/backups/book-2024-05-20.db
Options of every command: fintrack help options

$ fintrack restore --help
Usage: fintrack restore [options] <file>
Replace the book of this machine by a backup; the old book is kept.

  file  a file that \`fintrack backup\` wrote

The file is checked first, as \`fintrack doctor FILE\` does. No server may be
running on the book. The old book is kept under a name with the time, even if it
is damaged. Passwords, sessions and tokens are those of the backup: if you
changed or revoked one since, do it again.

Examples:
  fintrack restore ~/backups/book-2024-05-20.db
  fintrack restore --yes book.db
Options of every command: fintrack help options

$ fintrack doctor --help
Usage: fintrack doctor [options] [file]
Check the book of this machine, or a backup, and who can read it.

  file  a backup (default: the book)

It changes nothing, and a server and other commands can go on using the book.
The exit code is 9 if a check fails.

It compares the schema with the one that this fintrack makes, and names a
trigger, a view or anything else that does not belong there. On PostgreSQL that
is all that it checks; \`pg_amcheck\` checks the tables and indexes themselves.

Examples:
  fintrack doctor
  fintrack doctor ~/backups/book-2024-05-20.db
  fintrack doctor -q > /dev/null || echo "look at the book"
Options of every command: fintrack help options

$ fintrack db --help
Usage: fintrack db [options] [command]
Move a book between a data folder and PostgreSQL.

  copy  copy a whole book into an empty data folder or database, and compare the
        two

Options of every command: fintrack help options

$ fintrack db copy --help
Usage: fintrack db copy [options]
Copy a whole book into an empty data folder or database, and compare the two.

  --from <place>  the source: folder, database, a path, or
                  postgres://user@host/book
  --to <place>    the target, likewise
  --live          copy while servers use the source; what they store meanwhile
                  is not copied

Examples:
  fintrack db copy --from folder --to database
  fintrack db copy --from database --to ~/book
  fintrack db copy --from ~/book --to postgres://fintrack@db.example.org/book
All of it: fintrack help db copy
Options of every command: fintrack help options

$ fintrack config --help
Usage: fintrack config [options] [command]
Show and change what is set for every command.

  get <key>          print a setting
  set <key> [value]  change a setting, or remove it
  list               list the settings
  path               print the path of config.json

Options of every command: fintrack help options

$ fintrack config get --help
Usage: fintrack config get [options] <key>
Print a setting.

  key  such as output

Examples:
  fintrack config get output
Options of every command: fintrack help options

$ fintrack config set --help
Usage: fintrack config set [options] <key> [value]
Change a setting, or remove it.

  key      such as output
  value    its value
  --unset  remove the setting; its default counts again

Examples:
  fintrack config set output csv
  fintrack config set account checking
  fintrack config set output --unset
Options of every command: fintrack help options

$ fintrack config list --help
Usage: fintrack config list [options]
List the settings.

Examples:
  fintrack config list
Options of every command: fintrack help options

$ fintrack config path --help
Usage: fintrack config path [options]
Print the path of config.json.

Examples:
  fintrack config path
Options of every command: fintrack help options

$ fintrack alias --help
Usage: fintrack alias|aliases [options] [command]
Make commands of your own.

  list                    list the aliases
  set <name> <expansion>  make a word stand for a command and its options
  rm <name...>            remove aliases

Options of every command: fintrack help options

$ fintrack alias list --help
Usage: fintrack alias list [options]
List the aliases.

Examples:
  fintrack alias list
Options of every command: fintrack help options

$ fintrack alias set --help
Usage: fintrack alias set [options] <name> <expansion>
Make a word stand for a command and its options.

  name       what you will type, such as k
  expansion  a command and its options, quoted as one word

Words after an alias stand at its end, or where it says $1, $2 and so on.

Examples:
  fintrack alias set k 'tx list --category kids'
  fintrack k --month last
  fintrack alias set coffee 'tx add $1 coffee "flat white"'
  fintrack coffee 3.20
Options of every command: fintrack help options

$ fintrack alias rm --help
Usage: fintrack alias rm [options] <name...>
Remove aliases.

  name  as \`fintrack alias list\` shows them

Examples:
  fintrack alias rm k
Options of every command: fintrack help options

$ fintrack api --help
Usage: fintrack api [options] <method> <path>
Call an endpoint of the API and print its answer.

  method                      GET, POST, PUT, PATCH or DELETE
  path                        such as /api/categories/
  -f, --field <name=value>    a field of the body, or of the query where there
                              is none; repeatable
  --input <file>              the body from a file, or from standard input with
                              \`-\`; fields are then the query
  -H, --header <name: value>  If-Match or Idempotency-Key, as it is sent;
                              repeatable
  -i, --include               print the status, ETag, Location and Link of the
                              answer before its body

Examples:
  fintrack api GET /api/transactions/ -f month=2024-05
  fintrack api -i GET /api/categories/4/
  fintrack api PATCH /api/categories/4/ -f name=Food -H 'If-Match: "…"'
      # only as it was read
  fintrack api POST /api/categories/ -f name=Food -H 'Idempotency-Key: food-1'
Options of every command: fintrack help options

$ fintrack completion --help
Usage: fintrack completion [options] <shell>
Print a script that completes commands at a Tab, for bash, zsh or fish.

  shell  the shell that is to complete (choices: "bash", "zsh", "fish")

It completes commands, options, files, and the categories, accounts, tags and
payees of your own book.

In this shell                        In every new one: put the line into
  source <(fintrack completion bash)   ~/.bashrc
  source <(fintrack completion zsh)    ~/.zshrc
  fintrack completion fish | source    ~/.config/fish/config.fish

Examples:
  fintrack completion bash >> ~/.bash_completion
Options of every command: fintrack help options

$ fintrack help --help
Usage: fintrack help [options] [command...]
Show the help of a command, or a page such as dates.

  command  a command, or one of options, environment, exit-codes, formatting,
           dates

Examples:
  fintrack help tx add
  fintrack help dates
Options of every command: fintrack help options

$ fintrack __complete --help
Usage: fintrack __complete [options] [shell] [words...]
What fits at the end of a line, for the scripts.

  shell
  words

Options of every command: fintrack help options

$ fintrack overview --help
Usage: fintrack overview [options]
Show this month at a glance, as \`fintrack\` alone does.

Examples:
  fintrack
Options of every command: fintrack help options

`

exports[`packages/cli/test/program.test.ts > TAP > the whole of a long help is set for the width that it is asked in > db copy at 40 columns 1`] = `
Usage: fintrack db copy [options]
Copy a whole book into an empty data
folder or database, and compare the two.

  --from <place>
      the source: folder, database, a
      path, or postgres://user@host/book
  --to <place>
      the target, likewise
  --live
      copy while servers use the source;
      what they store meanwhile is not
      copied

A place is \`folder\` (FINTRACK_DATA_DIR),
\`database\` (FINTRACK_DATABASE_URL), the
path of a data folder, or
postgres://user@host/book without a
password: PGPASSWORD and ~/.pgpass are
read. The copy has everything of all
users, with ids, versions, times and
history, and the keys that sign logins,
so that sessions and tokens stay valid.

The source is read as it is at one
moment, and its records are not changed.
The target has to be empty, and stays
empty if the copy fails. Every table is
read back and compared. A copy is
refused while a server runs on either
place, or if the source changes
meanwhile, because those changes would
be lost. With --live it copies what was
there when it began, while servers go on
using the source.

A folder that was copied, without
--live, gets the mark moved.json, which
names the new place. From then on
commands and servers refuse that folder
and say where the book is. \`fintrack
doctor\` still looks at it. To go on with
the old book, remove moved.json. A
database gets no mark: drop it yourself,
or keep it from being used.

Examples:
  fintrack db copy --from folder --to \\
      database
  fintrack db copy --from database \\
      --to ~/book
  fintrack db copy --from ~/book --to \\
      postgres://fintrack@db.example.org/book
Options of every command: fintrack help
options

`
