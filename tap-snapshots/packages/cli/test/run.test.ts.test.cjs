/* IMPORTANT
 * This snapshot file is auto-generated, but designed for humans.
 * It should be checked into source control and tracked carefully.
 * Re-generate by setting TAP_SNAPSHOT=1 and running tests.
 * Make sure to inspect the output below.  Do not ignore changes!
 */
'use strict'
exports[`packages/cli/test/run.test.ts > TAP > help and version are data, and have no conditions > help 1`] = `
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

`

exports[`packages/cli/test/run.test.ts > TAP > help environment is the contract's table of settings > help environment 1`] = `
Settings in the environment. Flags override them, and they override config.json.

The command line:
  FINTRACK_SERVER
      address of the server to use, such as http://127.0.0.1:8787
  FINTRACK_TOKEN
      token to use with the server, not stored
  FINTRACK_PROFILE
      which stored login to use (default: default)
  FINTRACK_OUTPUT
      output format, as with --output (table, json, csv, tsv, ndjson)
  FINTRACK_CONFIG_DIR
      folder of config.json and credentials.json (default: $XDG_CONFIG_HOME/fintrack or the platform's)
  FINTRACK_NO_INPUT
      never ask, as with --no-input (on, off; default: off)
  FINTRACK_TIMEOUT_SECONDS
      longest wait for a server that does not answer, further attempts included (1 to 3600; default: 20)
  FINTRACK_TODAY
      day to use as today, for tests and documents (a day as YYYY-MM-DD)

The book, in this process or served:
  FINTRACK_DATA_DIR
      folder of the book, fintrack.db (default: $XDG_DATA_HOME/fintrack or the platform's)
  FINTRACK_DATABASE_URL
      PostgreSQL database to use instead of the folder, such as postgres://user:password@host/book
  FINTRACK_STATEMENT_TIMEOUT_SECONDS
      longest that one statement may run (1 to 3600; default: 30)
  FINTRACK_CURRENCY
      currency of new users that name none (a currency code, such as EUR; default: USD)
  FINTRACK_JWT_SECRET
      secret that signs tokens instead of the generated keys (32 bytes or more)
  FINTRACK_AUDIT_DAYS
      how long logins and changes of credentials are kept (1 to 3650; default: 365)
  FINTRACK_CATEGORIES_PER_USER
      categories of one user, and as many accounts and tags (1 to 1000000; default: 5000)
  FINTRACK_ROWS_PER_USER
      transactions of one user, and as many budgets and checks of balances (1 to 1000000000; default: 1000000)
  FINTRACK_ROWS_PER_CHANGE
      rows that one change may touch, such as those of an imported file (1 to 1000000000; default: 50000)
  FINTRACK_IMPORT_LIMIT_MIB
      largest import (1 to 1024; default: 16)

The server (\`fintrack serve\`):
  FINTRACK_HOST
      address to listen on (default: 127.0.0.1)
  FINTRACK_PUBLIC_URL
      address by which people reach the server, such as https://money.example: it answers to that name
  FINTRACK_PORT
      port to listen on; 0 takes a free one (0 to 65535; default: 8787)
  FINTRACK_LOG_LEVEL
      lowest level that is logged (fatal, error, warn, info, debug, trace, silent; default: info)
  FINTRACK_REGISTRATION
      who may register: anyone, only the first user, nobody (open, first, closed; default: open)
  FINTRACK_TRUST_PROXY
      proxies whose X-Forwarded-For is believed: addresses or CIDRs, with commas between
  FINTRACK_METRICS_FROM
      who may read /metrics: addresses or CIDRs, with commas between (default: 127.0.0.0/8,::1)
  FINTRACK_ACCESS_TOKEN_SECONDS
      life of an access token (1 to 86400; default: 300)
  FINTRACK_SESSION_DAYS
      life of a session that is not used (1 to 3650; default: 90)
  FINTRACK_SESSION_MAX_DAYS
      longest life of a session, even one in use (1 to 3650; default: 365)
  FINTRACK_REFRESH_GRACE_SECONDS
      how long a used refresh token is answered with the same successor (0 to 3600; default: 30)
  FINTRACK_REFRESH_ROTATION
      whether each refresh replaces the refresh token (on, off; default: on)
  FINTRACK_REQUESTS_PER_USER
      requests of one user, or of strangers from one address, that are answered at the same time (1 to 10000; default: 32)
  FINTRACK_SESSIONS_PER_USER
      open sessions of one user (1 to 1000000; default: 1000)
  FINTRACK_TOKENS_PER_USER
      personal access tokens of one user (1 to 1000000; default: 100)
  FINTRACK_REGISTRATIONS_PER_ADDRESS
      registrations from one address in an hour (1 to 1000000; default: 60)
  FINTRACK_LOGIN_FAILURES_PER_ACCOUNT
      failed logins of one user in a window (1 to 1000000; default: 10)
  FINTRACK_LOGIN_FAILURES_PER_ADDRESS
      failed logins from one address in a window (1 to 1000000; default: 100)
  FINTRACK_THROTTLE_WINDOW_SECONDS
      length of the window in which failed logins count (1 to 86400; default: 900)
  FINTRACK_BODY_LIMIT_KIB
      largest body of any other request (1 to 4096; default: 64)
  FINTRACK_REQUEST_TIMEOUT_SECONDS
      time in which a request must have arrived whole (1 to 3600; default: 30)
  FINTRACK_IDLE_TIMEOUT_SECONDS
      time after which an idle connection is closed (1 to 86400; default: 300)
  FINTRACK_CLIENT_CONNECTIONS
      most connections of clients; at the next one the server closes an idle one (1 to 100000; default: 4096, or as many as the limit of open files leaves)
  FINTRACK_DATABASE_CONNECTIONS
      most connections of a server to PostgreSQL, not counting the one that holds the server lock (2 to 1000; default: 10)
  FINTRACK_SHUTDOWN_SECONDS
      time that running requests get when the server stops (0 to 600; default: 5)

`

exports[`packages/cli/test/run.test.ts > TAP > help has a page for each topic, at 80 columns and at 40 > dates 1`] = `
Days and months, wherever a command takes one.

  2024-05-03        that day
  05-03             that day of this year
  today, yesterday  by the calendar of this machine
  fri, friday       the latest Friday, today included
  -3d               three days ago
  2024-05           that month
  05, may           that month of this year
  this, last, -1    this month, the one before, so many months ago

FINTRACK_TODAY=2024-05-20 sets another today, for a try.

Days and months, wherever a command takes one.

  2024-05-03
      that day
  05-03
      that day of this year
  today, yesterday
      by the calendar of this machine
  fri, friday
      the latest Friday, today included
  -3d
      three days ago
  2024-05
      that month
  05, may
      that month of this year
  this, last, -1
      this month, the one before, so
      many months ago

FINTRACK_TODAY=2024-05-20 sets another today, for a try.

`

exports[`packages/cli/test/run.test.ts > TAP > help has a page for each topic, at 80 columns and at 40 > exit-codes 1`] = `
How a command ends, for scripts.

  0    done
  1    unexpected
  2    wrong usage, a bad value, or bad lines in an import; nothing was changed
  3    the server or the database cannot be reached, is busy, or did not answer
       in time
  4    not logged in
  5    not found
  6    conflict: it exists already, is in use, was changed meanwhile, or can no
       longer be undone
  7    forbidden
  9    a check failed (\`fintrack doctor\`, \`fintrack account check\`)
  10   the server's answer is not one that this version understands
  130  interrupted

How a command ends, for scripts.

  0
      done
  1
      unexpected
  2
      wrong usage, a bad value, or bad
      lines in an import; nothing was
      changed
  3
      the server or the database cannot
      be reached, is busy, or did not
      answer in time
  4
      not logged in
  5
      not found
  6
      conflict: it exists already, is in
      use, was changed meanwhile, or can
      no longer be undone
  7
      forbidden
  9
      a check failed (\`fintrack doctor\`,
      \`fintrack account check\`)
  10
      the server's answer is not one
      that this version understands
  130
      interrupted

`

exports[`packages/cli/test/run.test.ts > TAP > help has a page for each topic, at 80 columns and at 40 > formatting 1`] = `
What is printed where. Data goes to standard output, messages to standard error.

  on a terminal         aligned tables in colour, as wide as the terminal
  in a pipe             tab-separated values without a header or colour; reports
                        are the same document
  -o table              a table, in a pipe too
  -o json               the rows of the API as JSON; an error is a JSON object
                        as well
  -o ndjson             a row a line, as JSON
  -o csv, -o tsv        comma- or tab-separated; csv has a header
  --fields date,amount  only these columns, in this order
  -q                    only the data: no sentence about what was done
  --color never         no colour, as NO_COLOR does; FORCE_COLOR keeps it in a
                        pipe
  --ascii               bars and tables of ASCII signs
  COLUMNS               the width, where it is not the terminal's

To keep one of them: fintrack config set output csv

What is printed where. Data goes to standard output, messages to standard error.

  on a terminal
      aligned tables in colour, as wide
      as the terminal
  in a pipe
      tab-separated values without a
      header or colour; reports are the
      same document
  -o table
      a table, in a pipe too
  -o json
      the rows of the API as JSON; an
      error is a JSON object as well
  -o ndjson
      a row a line, as JSON
  -o csv, -o tsv
      comma- or tab-separated; csv has a
      header
  --fields date,amount
      only these columns, in this order
  -q
      only the data: no sentence about
      what was done
  --color never
      no colour, as NO_COLOR does;
      FORCE_COLOR keeps it in a pipe
  --ascii
      bars and tables of ASCII signs
  COLUMNS
      the width, where it is not the
      terminal's

To keep one of them: fintrack config set output csv

`

exports[`packages/cli/test/run.test.ts > TAP > help has a page for each topic, at 80 columns and at 40 > options 1`] = `
Options of every command, before or after its name.

  -V, --version          show the version
  -o, --output <format>  output format: table, json, csv, tsv, ndjson
  --json                 the same as --output json
  --jq <expression>      filter the JSON with jq; a string is printed as it is,
                         as with jq -r
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

Options of every command, before or after its name.

  -V, --version
      show the version
  -o, --output <format>
      output format: table, json, csv,
      tsv, ndjson
  --json
      the same as --output json
  --jq <expression>
      filter the JSON with jq; a string
      is printed as it is, as with jq -r
  --fields <names>
      only these columns, in this order,
      such as date,amount
  -q, --quiet
      print no sentence about what was
      done
  -y, --yes
      answer every question with yes
  --no-input
      never ask; fail where an answer is
      missing
  --local
      use the book of this machine
  --server <url>
      use the server at this address
  --profile <name>
      use this stored login
  --color <when>
      colour: auto, always, never
  --ascii
      draw with ASCII only
  --insecure-http
      allow http, unencrypted, to a
      server on another machine
  --debug
      show where a failure happened

`
