import t from 'tap'
import { readSettings } from '@fintrack/contract/settings'
import { tokenSource, type TokenSource } from '../../src/api/token-source.ts'
import { newStore } from '../../src/config/store.ts'
import type { Context } from '../../src/context.ts'

t.test('FINTRACK_TOKEN comes before the stored login, and each goes to its own server only [P4.4]', async (t) => {
  const store = newStore(t.testdir())
  await store.saveCredentials('default', { server: 'https://a', access: 'x', refresh: 'y' })
  const of = (address: string | undefined, env: Record<string, string>, profile = 'default'): TokenSource => tokenSource({
    destination: () => address === undefined ? { kind: 'embedded' } : { kind: 'server', address },
    settings: readSettings(env, ['client']),
    globals: { profile },
    store,
  } as Context)
  t.strictSame([
    of('https://a', {}), of('https://b', {}), of('https://a', {}, 'work'),
    of('https://a', { FINTRACK_TOKEN: 't' }), of('https://b', { FINTRACK_TOKEN: 't', FINTRACK_SERVER: 'https://b/' }),
    of('https://a', { FINTRACK_TOKEN: 't', FINTRACK_SERVER: 'https://b' }), of('https://c', { FINTRACK_TOKEN: 't', FINTRACK_SERVER: 'https://b' }),
    of(undefined, { FINTRACK_TOKEN: 't' }),
  ], ['stored', undefined, undefined, 'environment', 'environment', 'stored', undefined, undefined])
})
