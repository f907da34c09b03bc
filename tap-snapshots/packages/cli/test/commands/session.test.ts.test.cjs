/* IMPORTANT
 * This snapshot file is auto-generated, but designed for humans.
 * It should be checked into source control and tracked carefully.
 * Re-generate by setting TAP_SNAPSHOT=1 and running tests.
 * Make sure to inspect the output below.  Do not ignore changes!
 */
'use strict'
exports[`packages/cli/test/commands/session.test.ts > TAP > each help says what it takes > session  1`] = `
Usage: fintrack session|sessions [options] [command]

list and end the logins of your account

Options:
  -h, --help             show this help


Commands:
  list                   list the logins that have not ended; times are UTC
  revoke <id...>         end logins: what they hold is refused from the next
                         request on

`

exports[`packages/cli/test/commands/session.test.ts > TAP > each help says what it takes > session list 1`] = `
Usage: fintrack session list [options]

list the logins that have not ended; times are UTC

Options:
  -h, --help             show this help

`

exports[`packages/cli/test/commands/session.test.ts > TAP > each help says what it takes > session revoke 1`] = `
Usage: fintrack session revoke [options] <id...>

end logins: what they hold is refused from the next request on

Arguments:
  id                     as \`fintrack session list\` shows them

Options:
  -h, --help             show this help

`
