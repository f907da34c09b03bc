/* IMPORTANT
 * This snapshot file is auto-generated, but designed for humans.
 * It should be checked into source control and tracked carefully.
 * Re-generate by setting TAP_SNAPSHOT=1 and running tests.
 * Make sure to inspect the output below.  Do not ignore changes!
 */
'use strict'
exports[`packages/cli/test/commands/tx/edit-in-editor.test.ts > TAP > tx edit --editor opens the rows as a text, and changes what was changed there, once a row > the text 1`] = `
# Change what is behind the colons, save and close. An empty value removes what was there; a line that is
# gone changes nothing. A further line of a description begins with two spaces. Lines with # are not read.

transaction: 17
date: 2024-05-03
amount: 12.50
currency: USD
type: expense
category: Groceries
account:
payee: Bar \\u001b[1m
tags: trip
description: flat
  white

transaction: 18
date: 2024-05-03
amount: 12.50
currency: USD
type: expense
category: Groceries
account:
payee:
tags:
description: milk

`
