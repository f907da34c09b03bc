import t from 'tap'
import { configJson, configOf, withProfile } from '../../src/config/config.ts'
import { Misfit, type JsonObject } from '../../src/config/json-file.ts'

t.test('a config that is written is read back unchanged', (t) => {
  const jsons: JsonObject[] = [
    {},
    { output: 'tsv', color: 'always', ascii: false, account: 'Checking' },
    {
      profiles: {
        default: { server: 'http://localhost:1' }, work: {
          server: 'http://10.0.0.1', username: 'anna', insecure_http: true, account: 'Card',
        }
      }
    },
  ]
  for (const json of jsons) t.strictSame(configJson(configOf(json)), json)
  t.end()
})

t.test('a bad value in the config file is named with its key', (t) => {
  const wrong: Array<[JsonObject, string]> = [
    [{ output: 'xml' }, 'it has "xml" for output'],
    [{ color: true }, 'it has true for color'],
    [{ ascii: 'yes' }, 'it has "yes" for ascii'],
    [{ profiles: [] }, 'it has [] for profiles'],
    [{ outptu: 'csv' }, 'it has "outptu", which is not one of output, color, ascii, account, aliases or profiles'],
    [{ profiles: { work: 'x' } }, 'it has "x" for profile work'],
    [{
      profiles: { work: { server: 'x', token: 'y' } },
    }, 'it has "token", which is not one of server, username, insecure_http or account'],
    [{ account: 7 }, 'it has 7 for account'],
    [{ profiles: { work: { server: 'x', account: [] } } }, 'it has [] for account'],
    [{ profiles: { work: {} } }, 'it has no server for profile work'],
    [{ profiles: { work: { server: 1 } } }, 'it has 1 for server'],
    [{ profiles: { work: { server: 'x', username: null } } }, 'it has null for username'],
    [{ profiles: { work: { server: 'x', insecure_http: false } } }, 'it has false for insecure_http'],
  ]
  for (const [json, sentence] of wrong) t.throws(() => configOf(json), new Misfit(sentence))
  t.end()
})

t.test('withProfile sets, replaces and removes a profile and leaves the rest of the config', (t) => {
  const one = withProfile(configOf({ ascii: true }), 'default', { server: 'a' })
  const two = withProfile(one, 'default', { server: 'b' })
  t.strictSame([one, two, withProfile(two, 'default', undefined)], [
    { ascii: true, profiles: new Map([['default', { server: 'a' }]]) },
    { ascii: true, profiles: new Map([['default', { server: 'b' }]]) },
    { ascii: true, profiles: new Map() },
  ])
  t.end()
})
