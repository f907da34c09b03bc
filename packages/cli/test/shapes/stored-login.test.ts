import { isName } from '@fintrack/contract/text'
import t from 'tap'
import { machineLabel } from '../../src/shapes/stored-login.ts'
import type { Machine } from '../../src/world.ts'

function label (account: string | undefined, hostname: string): string {
  return machineLabel({
    env: {},
    home: '/',
    platform: 'linux',
    hostname,
    node: '20.17.0',
    get account () {
      if (account === undefined) throw new Error('ENOENT: no such user')
      return account
    },
  } satisfies Machine)
}

t.test('a login is labelled with its account and machine', (t) => {
  t.strictSame([
    label('anna', 'laptop'), label(undefined, 'laptop'), label('anna', ''), label(undefined, ' '),
  ], ['anna@laptop', 'laptop', 'anna@', 'fintrack'])
  t.end()
})

t.test('the label of a login is one line that a server accepts, whatever the account and host are called', (t) => {
  for (const [account, hostname, expected] of [
    ['an\nna', 'lap\u001b[2Jtop\u202e', 'anna@lap[2Jtop'],
    ['a', 'x'.repeat(300), `a@${'x'.repeat(98)}`],
    ['a', '\ud83d\ude00'.repeat(100), `a@${'\ud83d\ude00'.repeat(98)}`],
    ['a', '\ud83dx', 'a@x'],
    ['a', `${'x'.repeat(97)} y`, `a@${'x'.repeat(97)}`],
  ] as const) {
    const text = label(account, hostname)
    t.equal(text, expected)
    t.ok(isName(text, 100))
  }
  t.end()
})
