import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { openKeys, rotateKeys } from '../../../src/features/signing-keys/key-ring.ts'
import { keysIn } from '../../../src/files/keys-file.ts'
import { folder } from '../../helpers/api.ts'
import { SOURCE_FLAGS } from '../../helpers/processes.ts'

t.test('signing keys are made at the first start, private to their owner [V11.2.3 P2.10]', async (t) => {
  const dataDir = folder(t)
  const { current } = openKeys(dataDir)
  const file = join(dataDir, 'keys.json')
  t.equal(statSync(file).mode & 0o777, 0o600)
  t.strictSame(readdirSync(dataDir), ['keys.json'], 'and no draft is left')
  t.strictSame(
    JSON.parse(readFileSync(file, 'utf8')),
    { keys: [{ kid: current.kid, secret: current.secret.toString('base64url') }] }
  )
  t.match(current.kid, /^[\w-]{11}$/)
  t.equal(current.secret.length, 32)
})

t.test('reading the keys of a folder creates none', async (t) => {
  const dataDir = folder(t)
  t.strictSame(keysIn(dataDir), [])
  t.strictSame(readdirSync(dataDir), [])
  const { current } = openKeys(dataDir)
  t.strictSame(keysIn(dataDir), [current])
})

t.test('signing keys survive a restart and differ between folders', async (t) => {
  const dataDir = folder(t)
  const first = openKeys(dataDir)
  const again = openKeys(dataDir)
  t.strictSame(again.current, first.current)
  t.strictSame(again.byId(first.current.kid), first.current)
  t.equal(again.byId('other'), undefined)
  t.equal(again.byId('__proto__'), undefined)
  t.notSame(openKeys(folder(t)).current.secret, first.current.secret)
})

t.test('the first signing key signs, and every key verifies by its id [V9.1.3]', async (t) => {
  const dataDir = folder(t)
  const secrets = ['a', 'b'].map((letter) => Buffer.alloc(32, letter))
  writeFileSync(
    join(dataDir, 'keys.json'),
    JSON.stringify({ keys: secrets.map((secret, at) => ({ kid: `k${at}`, secret: secret.toString('base64url') })) }),
    { mode: 0o600 }
  )
  const keys = openKeys(dataDir)
  t.strictSame(keys.current, { kid: 'k0', secret: secrets[0] })
  t.strictSame(keys.byId('k1'), { kid: 'k1', secret: secrets[1] })
})

t.test('servers that start at once end up with the same signing keys', async (t) => {
  const dataDir = folder(t)
  const source = new URL('../../../src/features/signing-keys/key-ring.ts', import.meta.url).href
  const script = `const { openKeys } = await import(${JSON.stringify(source)}); ` +
    'console.log(openKeys(process.argv[1]).current.kid)'
  const kids = await Promise.all(Array.from({ length: 6 }, async () =>
    (await promisify(execFile)(process.execPath, [
      ...SOURCE_FLAGS, '--input-type=module', '--eval', script, dataDir,
    ])).stdout.trim()))
  t.strictSame(new Set(kids), new Set([openKeys(dataDir).current.kid]))
  t.strictSame(readdirSync(dataDir), ['keys.json'])
})

t.test('a damaged keys.json is reported by its name and left as it is', async (t) => {
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
    writeFileSync(file, text, { mode: 0o600 })
    t.throws(() => openKeys(dataDir), {
      name: 'UserError', kind: 'book',
      message: `${file} is damaged.`,
      hint: 'put a copy of it back, or move it aside: a new one is made at the next start, and everyone has to log ' +
        'in again',
    }, text)
    t.equal(readFileSync(file, 'utf8'), text)
  }
})

t.test('a keys.json that is a link to nowhere is refused, and nothing is put in its place', (t) => {
  const dataDir = folder(t)
  symlinkSync(join(dataDir, 'elsewhere'), join(dataDir, 'keys.json'))
  t.throws(() => openKeys(dataDir), {
    name: 'UserError', kind: 'book', message: /cannot be used \(it was removed as soon as it was made\)/,
  })
  t.strictSame(readdirSync(dataDir), ['keys.json'])
  t.end()
})

t.test('signing keys that other accounts can read are refused [P2.10]', async (t) => {
  const dataDir = folder(t)
  const file = join(dataDir, 'keys.json')
  openKeys(dataDir)
  for (const mode of [0o644, 0o640, 0o660, 0o601]) {
    chmodSync(file, mode)
    t.throws(() => openKeys(dataDir), {
      name: 'UserError', kind: 'book',
      message: `${file} can be read by other accounts (its mode is ${mode.toString(8)}).`,
      hint: 'if somebody may have read it, remove it, and everyone has to log in again; else `chmod 600` it',
    })
  }
  t.doesNotThrow(() => openKeys(dataDir, undefined, 'win32'), 'where modes mean nothing')
  chmodSync(file, 0o600)
  t.doesNotThrow(() => openKeys(dataDir))
})

t.test('a keys.json that is a folder, or whose folder does not exist, is reported', async (t) => {
  const dataDir = folder(t)
  const file = join(dataDir, 'keys.json')
  mkdirSync(file, { mode: 0o700 })
  t.throws(() => openKeys(dataDir), {
    name: 'UserError', kind: 'book', message: `${file} cannot be used (it is not a regular file).`,
  })
  const nowhere = join(dataDir, 'nowhere')
  t.throws(() => openKeys(nowhere), {
    name: 'UserError', kind: 'book',
    message: `${join(nowhere, 'keys.json')} cannot be used (ENOENT: no such file or directory).`,
  })
  const below = join(dataDir, 'plain')
  writeFileSync(below, '')
  t.throws(() => openKeys(below), {
    name: 'UserError', kind: 'book', message: `${join(below, 'keys.json')} cannot be used (ENOTDIR: not a directory).`,
  })
})

t.test('a rotated key signs from the next use on, and the old one still verifies [V11.2.2 P2.10]', async (t) => {
  const dataDir = folder(t)
  const keys = openKeys(dataDir)
  const first = keys.current
  const { kid, olderKeys } = rotateKeys(dataDir, { endSessions: false })
  t.equal(olderKeys, 1)
  t.equal(keys.current.kid, kid)
  t.not(kid, first.kid)
  t.strictSame(keys.byId(first.kid), first)
  t.equal(statSync(join(dataDir, 'keys.json')).mode & 0o777, 0o600)
  t.strictSame(readdirSync(dataDir), ['keys.json'])
  t.strictSame(rotateKeys(dataDir, { endSessions: true }).olderKeys, 0)
  t.equal(keys.byId(kid), undefined, 'whoever wants to end all sessions drops the old ones')
})

t.test('a rotation keeps the ten newest signing keys', async (t) => {
  const dataDir = folder(t)
  const kids = Array.from({ length: 12 }, () => rotateKeys(dataDir, { endSessions: false }).kid)
  const keys = openKeys(dataDir)
  t.strictSame(kids.map((kid) => keys.byId(kid) !== undefined), [false, false, ...Array<boolean>(10).fill(true)])
  t.equal(keys.current.kid, kids.at(-1))
})

t.test('signing keys that vanish while they are in use are created anew', async (t) => {
  const dataDir = folder(t)
  const keys = openKeys(dataDir)
  const { kid } = keys.current
  rmSync(join(dataDir, 'keys.json'))
  t.not(keys.current.kid, kid)
  t.equal(keys.byId(kid), undefined)
})

t.test('the operator\'s own secret replaces the key file, the same on every server [P2.10]', async (t) => {
  const dataDir = folder(t)
  const secret = 'an own secret of more than 32 bytes'
  const [one, other] = [openKeys(dataDir, secret), openKeys(join(dataDir, 'nowhere'), secret)]
  t.strictSame(one.current, other.current)
  t.equal(one.current.secret.toString(), secret)
  t.match(one.current.kid, /^[\w-]{11}$/)
  t.notOk(secret.includes(one.current.kid))
  t.strictSame(one.byId(one.current.kid), one.current)
  t.equal(one.byId('other'), undefined)
  t.not(openKeys(dataDir, `${secret}!`).current.kid, one.current.kid)
  t.strictSame(readdirSync(dataDir), [])
})

t.test('signing keys that are damaged while they are in use do not stop a running server [V16.5.3]', async (t) => {
  const dataDir = folder(t)
  const file = join(dataDir, 'keys.json')
  const keys = openKeys(dataDir)
  const { current } = keys
  writeFileSync(file, '{')
  t.strictSame([keys.current, keys.byId(current.kid)], [current, current])
  chmodSync(file, 0o644)
  t.strictSame(keys.current, current)
  rmSync(dataDir, { recursive: true })
  t.strictSame(keys.current, current)
  t.throws(() => openKeys(dataDir), { name: 'UserError', kind: 'book' }, 'the next start refuses')
})
