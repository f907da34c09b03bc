/* IMPORTANT
 * This snapshot file is auto-generated, but designed for humans.
 * It should be checked into source control and tracked carefully.
 * Re-generate by setting TAP_SNAPSHOT=1 and running tests.
 * Make sure to inspect the output below.  Do not ignore changes!
 */
'use strict'
exports[`packages/cli/test/commands/account.test.ts > TAP > each help says what it takes > account  1`] = `
Usage: fintrack account [options] [command]

show your account (without a verb), change or delete it

Options:
  -h, --help             show this help


Commands:
  show                   show your account
  edit [options]         change the e-mail address or the currency of your
                         account
  password [options]     change your password; every other session ends
  delete [options]       delete your account with everything in it, for good

`

exports[`packages/cli/test/commands/account.test.ts > TAP > each help says what it takes > account delete 1`] = `
Usage: fintrack account delete [options]

delete your account with everything in it, for good

Options:
  --password-stdin       read the password from the first line of standard input
  -h, --help             show this help

`

exports[`packages/cli/test/commands/account.test.ts > TAP > each help says what it takes > account edit 1`] = `
Usage: fintrack account edit [options]

change the e-mail address or the currency of your account

Options:
  --email <address>      the e-mail address; "" for none
  --currency <code>      the currency of new entries and of the report, such as
                         EUR
  -h, --help             show this help


Examples:
  fintrack account edit --email anna@example.org
  fintrack account edit --currency EUR


`

exports[`packages/cli/test/commands/account.test.ts > TAP > each help says what it takes > account password 1`] = `
Usage: fintrack account password [options]

change your password; every other session ends

Options:
  --password-stdin       read the old password from the first line of standard
                         input, the new one from the second
  -h, --help             show this help


Examples:
  fintrack account password
  printf '%s\\n' "$OLD" "$NEW" | fintrack account password --password-stdin


`

exports[`packages/cli/test/commands/account.test.ts > TAP > each help says what it takes > account show 1`] = `
Usage: fintrack account show [options]

show your account

Options:
  -h, --help             show this help

`
