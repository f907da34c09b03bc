import { readSettings } from '@fintrack/contract/settings'
import t from 'tap'
import { destinationOf, tokenSource, type TokenSource, type Wishes } from '../../src/api/destination.ts'
import type { Config, Profile } from '../../src/config/config.ts'
import { newStore } from '../../src/config/store.ts'
import type { Context } from '../../src/context.ts'
import { usage } from '../../src/errors/usage.ts'
import { isLoopback, serverAddress, serverAt } from '../../src/options/server-address.ts'

const NO_WISHES: Wishes = {
  local: false, flag: undefined, environment: undefined, profile: 'default', insecureHttp: false, hasToken: false,
}

function config (profiles: Record<string, Profile>): () => Config {
  return () => ({ profiles: new Map(Object.entries(profiles)) })
}

t.test('the address of a server has one form', (t) => {
  const forms: Array<[string, string]> = [
    ['http://127.0.0.1:8787', 'http://127.0.0.1:8787'],
    ['HTTP://LocalHost:80/', 'http://localhost'],
    ['https://money.example/finance//', 'https://money.example/finance'],
    ['https://[::1]:443', 'https://[::1]'],
  ]
  for (const [text, address] of forms) t.equal(serverAddress(text), address)
  t.end()
})

t.test('a text that is no address is refused with the one that was meant [V1.2.2]', (t) => {
  const wrong: Array<[string, string, string | undefined]> = [
    ['127.0.0.1:8787', '"127.0.0.1:8787" is not the address of a server.', 'Did you mean http://127.0.0.1:8787?'],
    ['localhost', '"localhost" is not the address of a server.', 'Did you mean http://localhost?'],
    [
      'localhost:99999', '"localhost:99999" is not the address of a server.',
      'Write one such as http://127.0.0.1:8787.',
    ],
    ['ftp://x', '"ftp://x" is not the address of a server.', 'Write one such as http://127.0.0.1:8787.'],
    ['', '"" is not the address of a server.', 'Write one such as http://127.0.0.1:8787.'],
    [
      'http://anna:secret@x', 'The address of the server contains a username or a password.',
      'Leave them out: `fintrack login` asks for them.',
    ],
    [
      'http://anna@x', 'The address of the server contains a username or a password.',
      'Leave them out: `fintrack login` asks for them.',
    ],
    ['http://x?a=b', '"http://x?a=b" is not the address of a server: it has a query or a fragment.', undefined],
    ['http://x#a', '"http://x#a" is not the address of a server: it has a query or a fragment.', undefined],
  ]
  for (const [text, sentence, hint] of wrong) t.throws(() => serverAddress(text), usage(sentence, hint))
  t.throws(() => serverAddress('http://:secret@x'), usage(
    'The address of the server contains a username or a password.', 'Leave them out: `fintrack login` asks for them.'
  ))
  t.end()
})

t.test('isThisMachine knows every name of this machine', (t) => {
  t.strictSame([
    'localhost', 'a.localhost', '127.0.0.1', '127.9.9.9', '[::1]', 'example.com', '128.0.0.1', 'localhost.example',
  ].map(isLoopback),
  [true, true, true, true, true, false, false, false])
  t.end()
})

t.test('http is refused for another machine, unless it was allowed at login [V12.2.1 P4.5]', (t) => {
  const http = 'http://10.0.0.5'
  const stored: Profile = { server: http, insecure_http: true }
  for (const [address, leave, profile] of [
    ['http://127.0.0.1:1', false, undefined],
    ['https://10.0.0.5', false, undefined],
    [http, true, undefined],
    [http, false, stored],
  ] as const) {
    t.strictSame(serverAt(address, leave, profile), { kind: 'server', address })
  }
  const refusal = usage('http://10.0.0.5 is another machine, and over http everyone on the way can read your password and your book.',
    'Use https, or --insecure-http if the connection is protected in another way.')
  for (const profile of [undefined, { server: http }, { server: 'http://10.0.0.6', insecure_http: true as const }]) {
    t.throws(() => serverAt(http, false, profile), refusal)
  }
  t.end()
})

t.test('a server is named by the flag, then the environment, then the config, else it is this machine', (t) => {
  const stored = config({ default: { server: 'https://config' }, work: { server: 'https://work' } })
  const flag = 'https://flag'
  const environment = 'https://environment'
  const cases: Array<[Partial<Wishes>, string | undefined]> = [
    [{ flag, environment }, flag],
    [{ environment }, environment],
    [{}, 'https://config'],
    [{ profile: 'work' }, 'https://work'],
    [{ profile: 'work', flag }, flag],
    [{ local: true, environment }, undefined],
  ]
  for (const [wishes, address] of cases) {
    t.strictSame(destinationOf({ ...NO_WISHES, ...wishes }, stored), address === undefined
      ? { kind: 'embedded' }
      : { kind: 'server', address })
  }
  t.strictSame(destinationOf(NO_WISHES, config({})), { kind: 'embedded' })
  t.end()
})

t.test('a token without a server does not lead to any book', (t) => {
  t.throws(() => destinationOf({ ...NO_WISHES, hasToken: true }, config({})),
    usage(
      'FINTRACK_TOKEN is set, but there is no server to use it with.',
      'Set FINTRACK_SERVER as well; --local means the book of this machine.'
    ))
  t.strictSame(destinationOf({ ...NO_WISHES, hasToken: true, local: true }, config({})), { kind: 'embedded' })
  t.strictSame(destinationOf(
    { ...NO_WISHES, hasToken: true }, config({ default: { server: 'https://x' } })
  ), { kind: 'server', address: 'https://x' })
  t.end()
})

t.test('a profile that does not exist does not lead to another book', (t) => {
  t.throws(() => destinationOf({ ...NO_WISHES, profile: 'work' }, config({ default: { server: 'https://x' } })),
    usage('There is no profile "work".', '`fintrack login --profile work --server URL` creates it.'))
  t.end()
})

t.test('FINTRACK_TOKEN comes before the stored login, and each goes to its own server only [P4.4]', async (t) => {
  const store = newStore(t.testdir())
  await store.saveCredentials('default', { server: 'https://a', access: 'x', refresh: 'y' })
  const of = (
    address: string | undefined, env: Record<string, string>, profile = 'default'
  ): TokenSource => tokenSource({
    destination: () => address === undefined ? { kind: 'embedded' } : { kind: 'server', address },
    settings: readSettings(env, ['client']),
    globals: { profile },
    store,
  } as Context)
  t.strictSame([
    of('https://a', {}), of('https://b', {}), of('https://a', {}, 'work'),
    of('https://a', { FINTRACK_TOKEN: 't' }), of('https://b', { FINTRACK_TOKEN: 't', FINTRACK_SERVER: 'https://b/' }),
    of('https://a', { FINTRACK_TOKEN: 't', FINTRACK_SERVER: 'https://b' }),
    of('https://c', { FINTRACK_TOKEN: 't', FINTRACK_SERVER: 'https://b' }),
    of(undefined, { FINTRACK_TOKEN: 't' }),
  ], ['stored', undefined, undefined, 'environment', 'environment', 'stored', undefined, undefined])
})
