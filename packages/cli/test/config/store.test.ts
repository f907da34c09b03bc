import { chmodSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '@fintrack/contract/errors'
import t from 'tap'
import { withProfile } from '../../src/config/config.ts'
import { newStore } from '../../src/config/store.ts'

const ANNA = { server: 'http://127.0.0.1:8787', access: 'a1', refresh: 'r1' }
const WORK = { server: 'https://work.example', access: 'a2', refresh: 'r2' }

t.test('the config is empty at first, and reading it creates no file', (t) => {
  const folder = join(t.testdir(), 'fintrack')
  const store = newStore(folder)
  t.strictSame([
    store.config(), store.credentials('default'), store.beginAnew(),
  ], [{ profiles: new Map() }, undefined, []])
  t.strictSame([store.configPath, store.credentialsPath], [
    join(folder, 'config.json'), join(folder, 'credentials.json'),
  ])
  t.notOk(existsSync(folder))
  t.end()
})

t.test('config and credentials are separate files of mode 0600 [P4.1]', async (t) => {
  const folder = join(t.testdir(), 'fintrack')
  const store = newStore(folder)
  const config = withProfile({ output: 'csv', color: 'never', ascii: true, profiles: new Map() }, 'default', {
    server: ANNA.server, username: 'anna', insecure_http: true,
  })
  await store.locked(async () => {
    await store.saveConfig(config)
    await store.saveCredentials('default', ANNA)
    await store.saveCredentials('work', WORK)
  })
  t.strictSame(store.config(), config)
  const again = newStore(folder)
  t.strictSame([again.config(), again.credentials('default'), again.credentials('work')], [config, ANNA, WORK])
  t.strictSame(readdirSync(folder).map((name) => [name, (statSync(join(folder, name)).mode & 0o777).toString(8)]), [
    ['config.json', '600'], ['credentials.json', '600'],
  ])
  t.notMatch(readFileSync(join(folder, 'config.json'), 'utf8'), /[ar]1/)
})

t.test('credentials of another process are read at once, and those of one profile can be removed', async (t) => {
  const folder = t.testdir()
  const [mine, other] = [newStore(folder), newStore(folder)]
  await mine.saveCredentials('default', ANNA)
  await mine.saveCredentials('work', WORK)
  await other.saveCredentials('default', { ...ANNA, access: 'a9' })
  t.strictSame(mine.credentials('default'), { ...ANNA, access: 'a9' })
  await other.saveCredentials('default', undefined)
  t.strictSame([mine.credentials('default'), mine.credentials('work')], [undefined, WORK])
})

t.test('a damaged config file fails each command with the remedy', (t) => {
  const folder = t.testdir({ 'config.json': '{"profiles":', 'credentials.json': '{"default":{"server":"x"}}' })
  const store = newStore(folder)
  const remedy = 'Correct it, or start afresh: `fintrack login --server URL` for a server, `fintrack logout` for ' +
    'the book of this machine.'
  for (let time = 0; time < 2; time += 1) {
    t.throws(() => store.config(), {
      kind: 'config_file', message: / is damaged: it is not JSON\. A copy is kept as /, hint: remedy,
    })
    t.throws(() => store.credentials('default'), {
      kind: 'config_file', message: / is damaged: it has no whole login for profile default\. A copy /, hint: remedy,
    })
  }
  t.end()
})

t.test('after beginAnew a damaged config counts as empty and is replaced only once something is stored', async (t) => {
  const folder = t.testdir({ 'config.json': '{"ascii":"perhaps"}', 'credentials.json': '[]' })
  const store = newStore(folder)
  const told = store.beginAnew()
  t.strictSame(told.map((text) =>
    /config\.json is damaged: it has "perhaps" for ascii|credentials\.json is damaged: it is not an object/.test(text)), [true, true])
  t.strictSame([store.config(), store.credentials('default')], [{ profiles: new Map() }, undefined])
  t.throws(() => newStore(folder).config(), UserError)
  await store.saveConfig(store.config())
  await store.saveCredentials('default', ANNA)
  t.strictSame([
    newStore(folder).config(), newStore(folder).credentials('default'), store.credentials('default'),
  ], [{ profiles: new Map() }, ANNA, ANNA])
})

t.test('a change of the config under the lock starts from the file as it is now', async (t) => {
  const folder = t.testdir()
  const [mine, other] = [newStore(folder), newStore(folder)]
  t.strictSame(mine.config(), { profiles: new Map() })
  await other.locked(() => other.saveConfig({ ascii: true, profiles: new Map() }))
  await mine.locked(async () => { await mine.saveConfig({ ...mine.config(), output: 'csv' }) })
  t.strictSame(newStore(folder).config(), { output: 'csv', ascii: true, profiles: new Map() })
})

t.test('after beginAnew a damaged config counts as empty under the lock too, until something is stored', async (t) => {
  const folder = t.testdir({ 'config.json': '{"ascii":"perhaps"}' })
  const store = newStore(folder)
  store.beginAnew()
  await store.locked(async () => {
    t.strictSame(store.config(), { profiles: new Map() })
    await store.saveConfig({ ascii: true, profiles: new Map() })
  })
  await store.locked(async () => { t.strictSame(store.config(), { ascii: true, profiles: new Map() }) })
})

t.test('a config file that others could read is made private when it is read [P4.1]', (t) => {
  const folder = join(t.testdir({ fintrack: { 'config.json': '{}', 'credentials.json': '{}' } }), 'fintrack')
  const modes = (): string[] => [folder, join(folder, 'config.json'), join(folder, 'credentials.json')].map((path) =>
    (statSync(path).mode & 0o777).toString(8))
  chmodSync(folder, 0o755)
  chmodSync(join(folder, 'config.json'), 0o644)
  chmodSync(join(folder, 'credentials.json'), 0o640)
  const told: string[] = []
  for (let time = 0; time < 2; time += 1) {
    const store = newStore(folder, (sentence) => { told.push(sentence) })
    store.config()
    store.credentials('default')
  }
  t.strictSame(modes(), ['700', '600', '600'])
  t.strictSame(told, [
    `${folder} was open to other accounts, and is not any more.`,
    `${join(folder, 'credentials.json')} could be read by other accounts, and cannot any more. If one of them may ` +
      'have read it, `fintrack session list` shows who is logged in.',
  ])
  t.end()
})

t.test('a config folder of another name may be shared, and only its files are made private', (t) => {
  const folder = t.testdir({ 'config.json': '{}' })
  chmodSync(folder, 0o755)
  chmodSync(join(folder, 'config.json'), 0o604)
  const told: string[] = []
  newStore(folder, (sentence) => { told.push(sentence) }).config()
  t.strictSame([
    (statSync(folder).mode & 0o777).toString(8), (statSync(join(folder, 'config.json')).mode & 0o777).toString(8), told,
  ], ['755', '600', []])
  t.end()
})
