/* IMPORTANT
 * This snapshot file is auto-generated, but designed for humans.
 * It should be checked into source control and tracked carefully.
 * Re-generate by setting TAP_SNAPSHOT=1 and running tests.
 * Make sure to inspect the output below.  Do not ignore changes!
 */
'use strict'
exports[`packages/cli/test/commands/server.test.ts > TAP > each help says what it takes > server  1`] = `
Usage: fintrack server [options] [command]

look after the book of this machine: its users, its keys, its log

Options:
  -h, --help             show this help


Commands:
  user|users             list users, help one who forgot his password, remove
                         one
  keys                   change the keys that sign tokens
  log [options]          list logins, failures and changes of credentials, the
                         newest first; times are UTC

`

exports[`packages/cli/test/commands/server.test.ts > TAP > each help says what it takes > server keys 1`] = `
Usage: fintrack server keys [options] [command]

change the keys that sign tokens

Options:
  -h, --help             show this help


Commands:
  rotate [options]       sign with a new key from now on; a running server takes
                         it up by itself

`

exports[`packages/cli/test/commands/server.test.ts > TAP > each help says what it takes > server keys rotate 1`] = `
Usage: fintrack server keys rotate [options]

sign with a new key from now on; a running server takes it up by itself

Options:
  --end-sessions         drop the older keys: everyone has to log in again
  -h, --help             show this help

`

exports[`packages/cli/test/commands/server.test.ts > TAP > each help says what it takes > server log 1`] = `
Usage: fintrack server log [options]

list logins, failures and changes of credentials, the newest first; times are
UTC

Options:
  --user <name>          only those of this user
  -h, --help             show this help

`

exports[`packages/cli/test/commands/server.test.ts > TAP > each help says what it takes > server user 1`] = `
Usage: fintrack server user|users [options] [command]

list users, help one who forgot his password, remove one

Options:
  -h, --help               show this help


Commands:
  list                     list the users, with how many sessions and access
                           tokens they have; times are UTC
  passwd [options] <name>  give a user who forgot his password a new one; his
                           sessions end
  rm <name>                remove a user with everything in his book, for good

`

exports[`packages/cli/test/commands/server.test.ts > TAP > each help says what it takes > server user list 1`] = `
Usage: fintrack server user list [options]

list the users, with how many sessions and access tokens they have; times are
UTC

Options:
  -h, --help             show this help

`

exports[`packages/cli/test/commands/server.test.ts > TAP > each help says what it takes > server user passwd 1`] = `
Usage: fintrack server user passwd [options] <name>

give a user who forgot his password a new one; his sessions end

Arguments:
  name                   the name of the user

Options:
  --password-stdin       read the password from the first line of standard input
  -h, --help             show this help

`

exports[`packages/cli/test/commands/server.test.ts > TAP > each help says what it takes > server user rm 1`] = `
Usage: fintrack server user rm [options] <name>

remove a user with everything in his book, for good

Arguments:
  name                   the name of the user

Options:
  -h, --help             show this help

`
