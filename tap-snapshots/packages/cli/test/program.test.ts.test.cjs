/* IMPORTANT
 * This snapshot file is auto-generated, but designed for humans.
 * It should be checked into source control and tracked carefully.
 * Re-generate by setting TAP_SNAPSHOT=1 and running tests.
 * Make sure to inspect the output below.  Do not ignore changes!
 */
'use strict'
exports[`packages/cli/test/program.test.ts > TAP > the help of every command says what it takes > help 1`] = `
$ fintrack --help
Usage: fintrack <command> [options]

Personal finance for people who live in a shell.

Options:
  -V, --version          show the version
  -o, --output <format>  output format: table, json, csv, tsv, ndjson
  --json                 the same as --output json
  --fields <names>       only these columns, in this order, such as date,amount
  -q, --quiet            print no sentence about what was done
  -y, --yes              answer every question with yes
  --no-input             never ask; fail where an answer is missing
  --local                use the book of this machine
  --server <url>         use the server at this address
  --profile <name>       use this stored login
  --color <when>         colour: auto, always, never
  --ascii                draw with ASCII only
  --insecure-http        allow http, unencrypted, to a server on another machine
  --debug                show where a failure happened
  -h, --help             show this help

Your book:
  report [month]         show a month: income, expenses, budgets and categories
  tx|transaction         add, list, show, edit, split and remove transactions
  transfer <amount...>   move money from one account to another
  account|accounts       list, add, show, edit, remove and check accounts: where
                         money is
  category|categories    list, add, edit, move and remove categories
  tag|tags               list, rename and remove tags
  budget|budgets         set, list and remove monthly budgets
  import <file>          import transactions from a CSV file
  log [id]               list what was done to the book, the latest first, or
                         show what one change did
  undo [ids...]          undo a change: restore every row to what it was, ids
                         included

Where the book is:
  status                 show which book commands work on, and whether you are
                         logged in
  login                  log in to a server; commands then work on your book
                         there
  logout                 log out; commands then work on the book of this machine
  register               become a user of a server, and log in to it

Your login:
  user                   show your login, change it or delete it
  session|sessions       list and end your logins
  token|tokens           create, list and revoke access tokens for scripts

Serving the book of this machine:
  serve                  serve the book over HTTP, until it is interrupted
  passwd                 set the name and password to log in to the book with
  server                 manage the users, the keys and the log of the book

Backup and maintenance:
  backup <file>          copy the book of this machine to a file while others go
                         on using it
  restore <file>         replace the book of this machine by a backup; the old
                         book is kept
  doctor [file]          check the book of this machine, or a backup, and who
                         can read it
  db                     move a book between a data folder and PostgreSQL

More:
  config                 show and change what is set for every command
  api <method> <path>    call an endpoint of the API and print its answer
  help [command...]      show the help of a command, or the settings: help
                         environment

$ fintrack report --help
Usage: fintrack report [options] [month]

show a month: income, expenses, budgets and categories

Arguments:
  month                  2024-05, 05, may, this, last, next or -1 (default: this
                         month)

Options:
  --currency <code>      in this currency (default: your own)
  --depth <parts>        sum categories by so many first parts of their names
  --tree                 draw the categories as a tree, with subtotals
  --by <rows>            what the lines are (default: category) (choices:
                         "category", "tag")
  -h, --help             show this help


Examples:
  fintrack report                      this month
  fintrack report 2024-05              May 2024
  fintrack report last --currency EUR  last month, in euros
  fintrack report --depth 1            Food:Restaurant and Food:Coffee as Food
  fintrack report --tree               the same, with what lies below it
  fintrack report --by tag             a line for each tag
  fintrack report -o csv > month.csv   the breakdown, with the budgets beside it


$ fintrack tx --help
Usage: fintrack tx|transaction [options] [command]

add, list, show, edit, split and remove transactions

Options:
  -h, --help                      show this help


Commands:
  add <amount> [category] [text]  add a transaction
  list                            list transactions, the latest first
  show <id...>                    show transactions in full
  edit <id...>                    change transactions; what you do not give
                                  stays as it is
  split <id> [parts...]           divide a transaction over several categories
  rm <id...>                      remove transactions
  join <id> <other>               make two halves of a transfer one
  part <id>                       make a transfer two halves

$ fintrack tx add --help
Usage: fintrack tx add [options] <amount> [category] [text]

add a transaction

Arguments:
  amount                 such as 12.50; a negative amount is a refund
  category               its name, the last parts of it, or its id (default:
                         none)
  text                   what it was for

Options:
  --date <day>           2024-05-03, 05-03, today, yesterday, fri or -3d
                         (default: today)
  --payee <name>         who was paid or who paid
  --refund               the money came back
  --type <type>          without a category, or for the one that --create makes
                         (default: expense) (choices: "income", "expense")
  --currency <code>      the currency (default: your own)
  --create               create the category if there is none of that name
  --account <name>       the account that it is in (default: the only one, if
                         there is one)
  --tag <tag>            a tag; repeatable
  --split <part>         a part: category=amount; a category alone takes the
                         rest, @account=amount goes to an account; repeatable
  -h, --help             show this help


Examples:
  fintrack tx add 12.50 groceries "milk and bread"
  fintrack tx add 3200 salary --date 05-01 --payee "Hooli"
  fintrack tx add 20 groceries --refund
  fintrack tx add 60 --split groceries=45 --split household
  id=$(fintrack tx add 9.90 books --create)


$ fintrack tx list --help
Usage: fintrack tx list [options]

list transactions, the latest first

Options:
  --month <month>        2024-05, 05, may, this, last, next or -1
  --from <day>           the first day: 2024-05-03, 05-03, today, yesterday, fri
                         or -3d
  --to <day>             the last day
  --category <category>  in this category or below it, by name or id; =NAME for
                         it alone; repeatable
  --uncategorized        without a category
  --account <name>       in this account, or to it
  --tag <tag>            with this tag or one below it; repeatable: with all of
                         them
  --type <type>          of this type (choices: "income", "expense", "transfer")
  --search <text>        with all of these words, in payee, description,
                         category or tags
  --currency <code>      in this currency
  --min <amount>         with at least this amount, each row in its own currency
  --max <amount>         with at most this amount
  --sort <field>         the order, such as -date for the latest first; amounts
                         by currency (choices: "date", "-date", "amount",
                         "-amount")
  --limit <rows>         stop after this many rows
  --parts                a line for each part of a split transaction
  --total                the sums by currency, and no rows
  -h, --help             show this help


Examples:
  fintrack tx list --month last --category groceries
  fintrack tx list --category food --category =health
  fintrack tx list --from -7d --sort -amount --limit 10
  fintrack tx list --search coffee -o csv > coffee.csv
  fintrack tx list -o csv | fintrack import - --dry-run --again


$ fintrack tx show --help
Usage: fintrack tx show [options] <id...>

show transactions in full

Arguments:
  id                     as \`fintrack tx list\` shows them

Options:
  -h, --help             show this help

$ fintrack tx edit --help
Usage: fintrack tx edit [options] <id...>

change transactions; what you do not give stays as it is

Arguments:
  id                     as \`fintrack tx list\` shows them

Options:
  --amount <amount>      such as 12.50; a negative amount is a refund
  --date <day>           2024-05-03, 05-03, today, yesterday, fri or -3d
  --category <category>  its name or id
  --uncategorized        remove its category
  --type <type>          income or expense; where it changes, the sign of the
                         amount turns (choices: "income", "expense")
  --payee <name>         who was paid or who paid; "" removes it
  --text <text>          what it was for
  --currency <code>      the currency of --amount
  --account <name>       the account that it is in
  --no-account           take it out of its account
  --tag <tag>            add a tag; repeatable
  --untag <tag>          take a tag away; repeatable
  --split <part>         a part: category=amount; a category alone takes the
                         rest, @account=amount goes to an account; repeatable
  --to-account <name>    make it a transfer to this account
  --to-amount <amount>   what arrives there, where that is in another currency
  --to-date <day>        when it arrives (default: the same day)
  -h, --help             show this help


Examples:
  fintrack tx edit 17 --amount 13.20
  fintrack tx edit 17 18 19 --category "eating out" --tag trip
  fintrack tx edit 17 --account checking --to-account savings
  fintrack tx list --search coffee --fields id -o tsv | xargs fintrack tx edit --category coffee


$ fintrack tx split --help
Usage: fintrack tx split [options] <id> [parts...]

divide a transaction over several categories

Arguments:
  id                     as \`fintrack tx list\` shows it
  parts                  category=amount; a category alone takes the rest,
                         @account=amount goes to an account

Options:
  --none                 make it one again, without a category
  -h, --help             show this help


Examples:
  fintrack tx split 17 groceries=45 household
  fintrack tx split 17 interest=310.20 @loan
  fintrack tx split 17 --none


$ fintrack tx rm --help
Usage: fintrack tx rm [options] <id...>

remove transactions

Arguments:
  id                     as \`fintrack tx list\` shows them

Options:
  -h, --help             show this help

$ fintrack tx join --help
Usage: fintrack tx join [options] <id> <other>

make two halves of a transfer one

Arguments:
  id                     one half, as \`fintrack tx list\` shows it
  other                  the other half

Options:
  -h, --help             show this help


An expense in one account and an income in another become one transfer, which is neither. It keeps the id, the payee and
the description of the expense, and the tags of both. \`fintrack undo\` brings both back.

Examples:
  fintrack tx join 17 21


$ fintrack tx part --help
Usage: fintrack tx part [options] <id>

make a transfer two halves

Arguments:
  id                     a transfer, as \`fintrack tx list\` shows it

Options:
  -h, --help             show this help


The reverse of \`fintrack tx join\`: the transfer becomes an expense in the account that it leaves, with its id, and an
income in the account that it goes to.

Examples:
  fintrack tx part 17


$ fintrack transfer --help
Usage: fintrack transfer [options] <amount> <from> <to> [text]

move money from one account to another

Arguments:
  amount                 what leaves, such as 500; the account that it leaves
                         and the one that it goes to, each by name or id; what
                         it is for

Options:
  --date <day>           when it leaves: 2024-05-03, 05-03, today, yesterday,
                         fri or -3d (default: today)
  --to-date <day>        when it arrives (default: the same day)
  --to-amount <amount>   what arrives, where that is in another currency
  --tag <tag>            a tag; repeatable
  -h, --help             show this help


With one account the money leaves the default account, if one is set.

Examples:
  fintrack transfer 500 checking savings
  fintrack transfer 500 checking savings for the trip --tag trip
  fintrack transfer 200 checking travel --to-amount 184.10 --to-date 2024-05-05


$ fintrack account --help
Usage: fintrack account|accounts [options] [command]

list, add, show, edit, remove and check accounts: where money is

Options:
  -h, --help             show this help


Commands:
  list                   list the accounts with their balances
  add <name>             add an account
  show <name>            show an account, and the last check that agreed
  edit <name>            change an account; what you do not give stays as it is
  rm <name>              remove an account that nothing uses
  check <name> <amount>  compare a balance with what the bank says

$ fintrack account list --help
Usage: fintrack account list [options]

list the accounts with their balances

Options:
  --on <day>             with the balances at the end of this day: 2024-05-03,
                         05-03, today, yesterday, fri or -3d
  --archived             only those that are archived
  --all                  with those that are archived
  -h, --help             show this help

$ fintrack account add --help
Usage: fintrack account add [options] <name>

add an account

Arguments:
  name                        its name; not only digits

Options:
  --currency <code>           its currency (default: your own)
  --opening-balance <amount>  what was there before its first row; a debt is
                              negative
  --opening-date <day>        the day at whose start that was there: 2024-05-03,
                              05-03, today, yesterday, fri or -3d
  --bank-id <id>              what the bank calls it, such as an IBAN;
                              repeatable
  -h, --help                  show this help


Examples:
  fintrack account add checking --opening-balance 1240.50
  fintrack account add card --opening-balance -310 --opening-date 2024-05-01
  fintrack account add travel --currency EUR --bank-id "DE89 3704 0044 0532 0130 00"


$ fintrack account show --help
Usage: fintrack account show [options] <name>

show an account, and the last check that agreed

Arguments:
  name                   its name or id

Options:
  -h, --help             show this help

$ fintrack account edit --help
Usage: fintrack account edit [options] <name>

change an account; what you do not give stays as it is

Arguments:
  name                        its name or id

Options:
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
  -h, --help                  show this help


Examples:
  fintrack account edit checking --name "Joint account"
  fintrack account edit card --opening-balance -310 --opening-date 2024-05-01
  fintrack account edit cash --archive


$ fintrack account rm --help
Usage: fintrack account rm [options] <name>

remove an account that nothing uses

Arguments:
  name                   its name or id

Options:
  -h, --help             show this help


One that transactions use stays; \`fintrack account edit NAME --archive\` hides it.


$ fintrack account check --help
Usage: fintrack account check [options] <name> <amount>

compare a balance with what the bank says

Arguments:
  name                   its name or id
  amount                 its balance as the bank says it

Options:
  --date <day>           2024-05-03, 05-03, today, yesterday, fri or -3d
                         (default: today)
  -h, --help             show this help


Compares the balance at the end of the day with what the bank says. A check that agrees is kept. If one does not, the
rows since the last one that agreed are listed, and the exit code is 9.

Examples:
  fintrack account check checking 1204.17
  fintrack account check card -310 --date 2024-05-31


$ fintrack category --help
Usage: fintrack category|categories [options] [command]

list, add, edit, move and remove categories

Options:
  -h, --help             show this help


Commands:
  list                   list the categories
  add <name>             add a category
  edit <name>            rename a category, archive it, or change its type while
                         nothing uses it
  rename <old> <new>     rename a category and all that lies below it
  merge <old> <new>      move all that is in a category, and below it, into
                         another
  rm <name>              remove a category and its budgets

$ fintrack category list --help
Usage: fintrack category list [options]

list the categories

Options:
  --all                  with the archived ones
  --tree                 draw what lies below what
  -h, --help             show this help


Examples:
  fintrack category list --tree
  fintrack category list --all      with the archived ones


$ fintrack category add --help
Usage: fintrack category add [options] <name>

add a category

Arguments:
  name                   its name; not only digits

Options:
  --type <type>          what it is for (choices: "income", "expense", default:
                         "expense")
  -h, --help             show this help


Examples:
  fintrack category add groceries
  fintrack category add salary --type income


$ fintrack category edit --help
Usage: fintrack category edit [options] <name>

rename a category, archive it, or change its type while nothing uses it

Arguments:
  name                   its name or id

Options:
  --name <name>          its new name
  --type <type>          its new type (choices: "income", "expense")
  --archive              offer it no more; what is in it stays
  --unarchive            offer it again
  -h, --help             show this help


Examples:
  fintrack category edit grocries --name groceries
  fintrack category edit bonus --type income
  fintrack category edit canteen --archive

It renames this category alone; \`fintrack category rename\` moves what lies below it as well.


$ fintrack category rename --help
Usage: fintrack category rename [options] <old> <new>

rename a category and all that lies below it

Arguments:
  old                    its name or id, or what several names begin with
  new                    its new name

Options:
  -h, --help             show this help


Examples:
  fintrack category rename eating Food
  fintrack category rename food:restaurant Food:Out

What lies below it moves with it: Eating:Bar becomes Food:Bar.


$ fintrack category merge --help
Usage: fintrack category merge [options] <old> <new>

move all that is in a category, and below it, into another

Arguments:
  old                    its name or id, or what several names begin with
  new                    the category that it becomes

Options:
  -h, --help             show this help


Examples:
  fintrack category merge coffee food:coffee

Its transactions and all that lies below it move; where both have a budget for a month, the limits are added.
\`fintrack undo\` takes the whole of it back.


$ fintrack category rm --help
Usage: fintrack category rm [options] <name>

remove a category and its budgets

Arguments:
  name                      its name or id

Options:
  --reassign-to <category>  move its transactions to this category, by name or
                            id
  --uncategorize            leave its transactions without a category
  -h, --help                show this help


Examples:
  fintrack category rm coffee
  fintrack category rm coffee --reassign-to "eating out"


$ fintrack tag --help
Usage: fintrack tag|tags [options] [command]

list, rename and remove tags

Options:
  -h, --help             show this help


Commands:
  list                   list the tags with the number of their transactions
  rename <old> <new>     rename a tag; where the new name is taken, the two
                         become one
  rm <name>              take a tag from every transaction

$ fintrack tag list --help
Usage: fintrack tag list [options]

list the tags with the number of their transactions

Options:
  -h, --help             show this help

$ fintrack tag rename --help
Usage: fintrack tag rename [options] <old> <new>

rename a tag; where the new name is taken, the two become one

Arguments:
  old                    its name
  new                    letters, digits, - and _, with / between the parts of a
                         path

Options:
  -h, --help             show this help


Examples:
  fintrack tag rename trip trip/rome


$ fintrack tag rm --help
Usage: fintrack tag rm [options] <name>

take a tag from every transaction

Arguments:
  name                   its name

Options:
  -h, --help             show this help

$ fintrack budget --help
Usage: fintrack budget|budgets [options] [command]

set, list and remove monthly budgets

Options:
  -h, --help               show this help


Commands:
  set <category> <amount>  set the budget of a category for a month
  list [month]             list the budgets
  rm <category>            remove the budget of a category for a month

$ fintrack budget set --help
Usage: fintrack budget set [options] <category> <amount>

set the budget of a category for a month

Arguments:
  category               its name or id
  amount                 such as 400

Options:
  --month <month>        2024-05, 05, may, this, last, next or -1 (default: this
                         month)
  -h, --help             show this help


Examples:
  fintrack budget set groceries 400
  fintrack budget set rent 980 --month next


$ fintrack budget list --help
Usage: fintrack budget list [options] [month]

list the budgets

Arguments:
  month                  2024-05, 05, may, this, last, next or -1 (default:
                         every month)

Options:
  -h, --help             show this help

$ fintrack budget rm --help
Usage: fintrack budget rm [options] <category>

remove the budget of a category for a month

Arguments:
  category               its name or id

Options:
  --month <month>        2024-05, 05, may, this, last, next or -1 (default: this
                         month)
  -h, --help             show this help

$ fintrack import --help
Usage: fintrack import [options] <file>

import transactions from a CSV file

Arguments:
  file                   a path, or - for standard input

Options:
  --dry-run              show what would be stored, and store nothing
  --again                import the file even if every line is stored already
  -h, --help             show this help


The first line of the file names its columns: date, type, category and amount; payee, description, currency, account,
to_account, to_amount, to_date, tags and splits are optional. Either every line is stored or none is. Categories and
tags that do not exist are created, accounts are not.

Examples:
  fintrack import bank.csv --dry-run
  fintrack import bank.csv
  fintrack tx list -o csv | fintrack --server https://money.example import -


$ fintrack log --help
Usage: fintrack log [options] [id]

list what was done to the book, the latest first, or show what one change did

Arguments:
  id                     a change: each field that it changed, before and after

Options:
  --limit <n>            stop after this many changes; with an id, after this
                         many rows
  -h, --help             show this help


Examples:
  fintrack log --limit 10
  fintrack log 17                     what change 17 did, field by field
  fintrack log -o csv > changes.csv


$ fintrack undo --help
Usage: fintrack undo [options] [ids...]

undo a change: restore every row to what it was, ids included

Arguments:
  ids                    as \`fintrack log\` shows them (default: the latest that
                         is not undone)

Options:
  -h, --help             show this help


Examples:
  fintrack undo
  fintrack undo 17
  fintrack undo 19 18 17              # in this order: the latest first
  fintrack undo $(fintrack undo -q)    # undone, and done again


$ fintrack status --help
Usage: fintrack status [options]

show which book commands work on, and whether you are logged in

Options:
  -h, --help             show this help

$ fintrack login --help
Usage: fintrack login [options]

log in to a server; commands then work on your book there

Options:
  --username <name>      the name to log in with
  --password-stdin       read the password from the first line of standard input
  -h, --help             show this help

$ fintrack logout --help
Usage: fintrack logout [options]

log out; commands then work on the book of this machine

Options:
  -h, --help             show this help

$ fintrack register --help
Usage: fintrack register [options]

become a user of a server, and log in to it

Options:
  --username <name>      the name to log in with
  --password-stdin       read the password from the first line of standard input
  --email <address>      an e-mail address
  --currency <code>      the currency of your book, such as EUR
  -h, --help             show this help

$ fintrack user --help
Usage: fintrack user [options] [command]

show your login, change it or delete it

Options:
  -h, --help             show this help


Commands:
  show                   show your username, e-mail address and currency
  edit                   change your e-mail address or the currency of your book
  password               change your password; every other session ends
  delete                 delete your login and everything in your book, for good

$ fintrack user show --help
Usage: fintrack user show [options]

show your username, e-mail address and currency

Options:
  -h, --help             show this help

$ fintrack user edit --help
Usage: fintrack user edit [options]

change your e-mail address or the currency of your book

Options:
  --email <address>      the e-mail address; "" removes it
  --currency <code>      the currency of new transactions and of the report,
                         such as EUR
  -h, --help             show this help


Examples:
  fintrack user edit --email anna@example.org
  fintrack user edit --currency EUR


$ fintrack user password --help
Usage: fintrack user password [options]

change your password; every other session ends

Options:
  --password-stdin       read the old password from the first line of standard
                         input and the new one from the second
  -h, --help             show this help


Examples:
  fintrack user password
  printf '%s\\n' "$OLD" "$NEW" | fintrack user password --password-stdin


$ fintrack user delete --help
Usage: fintrack user delete [options]

delete your login and everything in your book, for good

Options:
  --password-stdin       read the password from the first line of standard input
  -h, --help             show this help

$ fintrack session --help
Usage: fintrack session|sessions [options] [command]

list and end your logins

Options:
  -h, --help             show this help


Commands:
  list                   list your logins (times are UTC)
  revoke <id...>         end logins: they are refused from the next request on

$ fintrack session list --help
Usage: fintrack session list [options]

list your logins (times are UTC)

Options:
  -h, --help             show this help

$ fintrack session revoke --help
Usage: fintrack session revoke [options] <id...>

end logins: they are refused from the next request on

Arguments:
  id                     as \`fintrack session list\` shows them

Options:
  -h, --help             show this help

$ fintrack token --help
Usage: fintrack token|tokens [options] [command]

create, list and revoke access tokens for scripts

Options:
  -h, --help             show this help


Commands:
  create <name>          create a token for a script to use instead of a login,
                         and print it
  list                   list the tokens, without their secrets (times are UTC)
  revoke <name...>       revoke tokens: they are refused from the next request
                         on

$ fintrack token create --help
Usage: fintrack token create [options] <name>

create a token for a script to use instead of a login, and print it

Arguments:
  name                     what it is for

Options:
  --scope <scope>          what it may do (choices: "read", "read-write",
                           default: "read")
  --expires-days <number>  expire after this many days (default: never)
  -h, --help               show this help


Examples:
  fintrack token create backup > token.txt
  fintrack token create cron --scope read-write --expires-days 365


$ fintrack token list --help
Usage: fintrack token list [options]

list the tokens, without their secrets (times are UTC)

Options:
  -h, --help             show this help

$ fintrack token revoke --help
Usage: fintrack token revoke [options] <name...>

revoke tokens: they are refused from the next request on

Arguments:
  name                   names or ids, as \`fintrack token list\` shows them

Options:
  -h, --help             show this help

$ fintrack serve --help
Usage: fintrack serve [options]

serve the book over HTTP, until it is interrupted

Options:
  --host <address>       address to listen on, as FINTRACK_HOST
  --port <number>        port to listen on, as FINTRACK_PORT; 0 takes a free one
  -h, --help             show this help

$ fintrack passwd --help
Usage: fintrack passwd [options]

set the name and password to log in to the book with

Options:
  --username <name>      the name to log in with (default: the name of your
                         account on this machine)
  --password-stdin       read the password from the first line of standard input
  -h, --help             show this help

$ fintrack server --help
Usage: fintrack server [options] [command]

manage the users, the keys and the log of the book

Options:
  -h, --help             show this help


Commands:
  user|users             list users, set a new password for one, remove one
  keys                   change the keys that sign tokens
  log                    list logins, failures and changes of credentials, the
                         latest first (times are UTC)

$ fintrack server user --help
Usage: fintrack server user|users [options] [command]

list users, set a new password for one, remove one

Options:
  -h, --help             show this help


Commands:
  list                   list the users with their sessions and access tokens
                         (times are UTC)
  passwd <name>          set a new password for a user who forgot theirs; their
                         sessions end
  rm <name>              remove a user and everything in their book, for good

$ fintrack server user list --help
Usage: fintrack server user list [options]

list the users with their sessions and access tokens (times are UTC)

Options:
  -h, --help             show this help

$ fintrack server user passwd --help
Usage: fintrack server user passwd [options] <name>

set a new password for a user who forgot theirs; their sessions end

Arguments:
  name                   the name of the user

Options:
  --password-stdin       read the password from the first line of standard input
  -h, --help             show this help

$ fintrack server user rm --help
Usage: fintrack server user rm [options] <name>

remove a user and everything in their book, for good

Arguments:
  name                   the name of the user

Options:
  -h, --help             show this help

$ fintrack server keys --help
Usage: fintrack server keys [options] [command]

change the keys that sign tokens

Options:
  -h, --help             show this help


Commands:
  rotate                 sign with a new key from now on; a running server picks
                         it up by itself

$ fintrack server keys rotate --help
Usage: fintrack server keys rotate [options]

sign with a new key from now on; a running server picks it up by itself

Options:
  --end-sessions         drop the older keys: everyone has to log in again
  -h, --help             show this help

$ fintrack server log --help
Usage: fintrack server log [options]

list logins, failures and changes of credentials, the latest first (times are
UTC)

Options:
  --user <name>          only events of this user
  -h, --help             show this help

$ fintrack backup --help
Usage: fintrack backup [options] <file>

copy the book of this machine to a file while others go on using it

Arguments:
  file                   the file to write

Options:
  -h, --help             show this help


A server and other commands can go on using the book. The backup holds everything that was stored before it began.
An existing file is never overwritten. keys.json, which signs logins, is not in the backup: without that file everyone
has to log in again.

Examples:
  fintrack backup ~/backups/book-$(date +%F).db
  fintrack doctor ~/backups/book-2024-05-20.db


$ fintrack restore --help
Usage: fintrack restore [options] <file>

replace the book of this machine by a backup; the old book is kept

Arguments:
  file                   a file that \`fintrack backup\` wrote

Options:
  -h, --help             show this help


The file is checked first, as \`fintrack doctor FILE\` does. No server may be running on the book. The old book is kept
under a name with the time, even if it is damaged. Passwords, sessions and tokens are those of the backup: if you
changed or revoked one since, do it again.

Examples:
  fintrack restore ~/backups/book-2024-05-20.db
  fintrack restore --yes book.db


$ fintrack doctor --help
Usage: fintrack doctor [options] [file]

check the book of this machine, or a backup, and who can read it

Arguments:
  file                   a backup (default: the book)

Options:
  -h, --help             show this help


It changes nothing, and a server and other commands can go on using the book. The exit code is 9 if a check fails.

It compares the schema with the one that this fintrack makes, and names a trigger, a view or anything else that does not
belong there; and it looks whether the rows agree with one another. On PostgreSQL \`pg_amcheck\` checks the tables and
indexes themselves.

Examples:
  fintrack doctor
  fintrack doctor ~/backups/book-2024-05-20.db
  fintrack doctor -q > /dev/null || echo "look at the book"


$ fintrack db --help
Usage: fintrack db [options] [command]

move a book between a data folder and PostgreSQL

Options:
  -h, --help             show this help


Commands:
  copy                   copy a whole book into an empty data folder or
                         database, and compare the two

$ fintrack db copy --help
Usage: fintrack db copy [options]

copy a whole book into an empty data folder or database, and compare the two

Options:
  --from <place>         the source: folder, database, a path, or
                         postgres://user@host/book
  --to <place>           the target, likewise
  --live                 copy while servers use the source; what they store
                         meanwhile is not copied
  -h, --help             show this help


A place is \`folder\` (FINTRACK_DATA_DIR), \`database\` (FINTRACK_DATABASE_URL), the path of a data folder, or
postgres://user@host/book without a password: PGPASSWORD and ~/.pgpass are read. The copy has everything of all
users, with ids, versions, times and history, and the keys that sign logins, so that sessions and tokens stay valid.

The source is read as it is at one moment, and its records are not changed. The target has to be empty, and stays empty
if the copy fails. Every table is read back and compared. A copy is refused while a server runs on either place, or if
the source changes meanwhile, because those changes would be lost. With --live it copies what was there when it began,
while servers go on using the source.

A folder that was copied, without --live, gets the mark moved.json, which names the new place. From then on commands and
servers refuse that folder and say where the book is. \`fintrack doctor\` still looks at it. To go on with the old book,
remove moved.json. A database gets no mark: drop it yourself, or keep it from being used.

Examples:
  fintrack db copy --from folder --to database
  fintrack db copy --from database --to ~/book
  fintrack db copy --from ~/book --to postgres://fintrack@db.example.org/book


$ fintrack config --help
Usage: fintrack config [options] [command]

show and change what is set for every command

Options:
  -h, --help             show this help


Commands:
  get <key>              print a setting
  set <key> [value]      change a setting, or remove it
  list                   list the settings
  path                   print the path of config.json

$ fintrack config get --help
Usage: fintrack config get [options] <key>

print a setting

Arguments:
  key                    such as output

Options:
  -h, --help             show this help

$ fintrack config set --help
Usage: fintrack config set [options] <key> [value]

change a setting, or remove it

Arguments:
  key                    such as output
  value                  its value

Options:
  --unset                remove the setting; its default counts again
  -h, --help             show this help

$ fintrack config list --help
Usage: fintrack config list [options]

list the settings

Options:
  -h, --help             show this help

$ fintrack config path --help
Usage: fintrack config path [options]

print the path of config.json

Options:
  -h, --help             show this help

$ fintrack api --help
Usage: fintrack api [options] <method> <path>

call an endpoint of the API and print its answer

Arguments:
  method                      GET, POST, PUT, PATCH or DELETE
  path                        such as /api/categories/

Options:
  -f, --field <name=value>    a field of the body, or of the query where there
                              is none; repeatable
  --input <file>              the body from a file, or from standard input with
                              \`-\`; fields are then the query
  -H, --header <name: value>  If-Match or Idempotency-Key, as it is sent;
                              repeatable
  -i, --include               print the status, ETag, Location and Link of the
                              answer before its body
  -h, --help                  show this help


Examples:
  fintrack api GET /api/transactions/ -f month=2024-05
  fintrack api -i GET /api/categories/4/
  fintrack api PATCH /api/categories/4/ -f name=Food -H 'If-Match: "…"'    # only as it was read
  fintrack api POST /api/categories/ -f name=Food -H 'Idempotency-Key: food-1'


$ fintrack help --help
Usage: fintrack help [options] [command...]

show the help of a command, or the settings: help environment

Arguments:
  command                a command, or \`environment\`

Options:
  -h, --help             show this help

`
