/* IMPORTANT
 * This snapshot file is auto-generated, but designed for humans.
 * It should be checked into source control and tracked carefully.
 * Re-generate by setting TAP_SNAPSHOT=1 and running tests.
 * Make sure to inspect the output below.  Do not ignore changes!
 */
'use strict'
exports[`packages/cli/test/commands/token.test.ts > TAP > each help says what it takes > token  1`] = `
Usage: fintrack token|tokens [options] [command]

make, list and revoke access tokens for scripts

Options:
  -h, --help               show this help


Commands:
  create [options] <name>  make a token for a script, in the place of a login,
                           and print it
  list                     list the tokens, without their secrets; times are UTC
  revoke <name...>         revoke tokens: they are refused from the next request
                           on

`

exports[`packages/cli/test/commands/token.test.ts > TAP > each help says what it takes > token create 1`] = `
Usage: fintrack token create [options] <name>

make a token for a script, in the place of a login, and print it

Arguments:
  name                     what it is for

Options:
  --scope <scope>          what it may do (choices: "read", "read-write",
                           default: "read")
  --expires-days <number>  after so many days it ends by itself (default: never)
  -h, --help               show this help


Examples:
  fintrack token create backup > token.txt
  fintrack token create cron --scope read-write --expires-days 365


`

exports[`packages/cli/test/commands/token.test.ts > TAP > each help says what it takes > token list 1`] = `
Usage: fintrack token list [options]

list the tokens, without their secrets; times are UTC

Options:
  -h, --help             show this help

`

exports[`packages/cli/test/commands/token.test.ts > TAP > each help says what it takes > token revoke 1`] = `
Usage: fintrack token revoke [options] <name...>

revoke tokens: they are refused from the next request on

Arguments:
  name                   names or ids, as \`fintrack token list\` shows them

Options:
  -h, --help             show this help

`
