import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { openKeys } from '../../../src/features/sessions/keys.ts'
import { folder } from '../../helpers/api.ts'
import { SOURCE_FLAGS } from '../../helpers/processes.ts'

t.test('keys are made at the first start, private to their owner', async (t) => {
  const dataDir = folder(t)
  const { current } = openKeys(dataDir)
  const file = join(dataDir, 'keys.json')
  t.equal(statSync(file).mode & 0o777, 0o600)
  t.strictSame(readdirSync(dataDir), ['keys.json'], 'and no draft is left')
  t.strictSame(JSON.parse(readFileSync(file, 'utf8')), { keys: [{ kid: current.kid, secret: current.secret.toString('base64url') }] })
  t.match(current.kid, /^[\w-]{11}$/)
  t.equal(current.secret.length, 32)
})

t.test('they are kept over restarts, and are others in another folder', async (t) => {
  const dataDir = folder(t)
  const first = openKeys(dataDir)
  const again = openKeys(dataDir)
  t.strictSame(again.current, first.current)
  t.strictSame(again.byId(first.current.kid), first.current)
  t.equal(again.byId('other'), undefined)
  t.equal(again.byId('__proto__'), undefined)
  t.notSame(openKeys(folder(t)).current.secret, first.current.secret)
})

t.test('the first key signs, every key verifies', async (t) => {
  const dataDir = folder(t)
  const secrets = ['a', 'b'].map((letter) => Buffer.alloc(32, letter))
  writeFileSync(join(dataDir, 'keys.json'), JSON.stringify({ keys: secrets.map((secret, at) => ({ kid: `k${at}`, secret: secret.toString('base64url') })) }))
  const keys = openKeys(dataDir)
  t.strictSame(keys.current, { kid: 'k0', secret: secrets[0] })
  t.strictSame(keys.byId('k1'), { kid: 'k1', secret: secrets[1] })
})

t.test('starts that race end up with the same keys', async (t) => {
  const dataDir = folder(t)
  const source = new URL('../../../src/features/sessions/keys.ts', import.meta.url).href
  const script = `const { openKeys } = await import(${JSON.stringify(source)}); console.log(openKeys(process.argv[1]).current.kid)`
  const kids = await Promise.all(Array.from({ length: 6 }, async () =>
    (await promisify(execFile)(process.execPath, [...SOURCE_FLAGS, '--input-type=module', '--eval', script, dataDir])).stdout.trim()))
  t.strictSame(new Set(kids), new Set([openKeys(dataDir).current.kid]))
  t.strictSame(readdirSync(dataDir), ['keys.json'])
})

t.test('a damaged file is told by name and left as it is', async (t) => {
  const dataDir = folder(t)
  const file = join(dataDir, 'keys.json')
  const secret = Buffer.alloc(32).toString('base64url')
  const damaged = [
    '', '{', 'null', '[]', '"x"', '{}', '{"keys": {}}', '{"keys": []}', '{"keys": [null]}', '{"keys": ["x"]}',
    `{"keys": [{"secret": "${secret}"}]}`, `{"keys": [{"kid": 1, "secret": "${secret}"}]}`, '{"keys": [{"kid": "k"}]}',
    '{"keys": [{"kid": "k", "secret": 7}]}', '{"keys": [{"kid": "k", "secret": "c2hvcnQ"}]}',
    `{"keys": [{"kid": "k", "secret": "${secret}"}, {"kid": "l", "secret": "${secret.slice(0, 42)}"}]}`,
  ]
  for (const text of damaged) {
    writeFileSync(file, text)
    t.throws(() => openKeys(dataDir), {
      name: 'BookFault',
      message: `${file} is damaged.`,
      hint: 'move it aside: a new one is made at the next start, and everyone has to log in again',
    }, text)
    t.equal(readFileSync(file, 'utf8'), text)
  }
})

t.test('a link that leads nowhere is no first start: nothing is put in its place', (t) => {
  const dataDir = folder(t)
  symlinkSync(join(dataDir, 'elsewhere'), join(dataDir, 'keys.json'))
  t.throws(() => openKeys(dataDir), { name: 'BookFault' })
  t.strictSame(readdirSync(dataDir), ['keys.json'])
  t.end()
})
