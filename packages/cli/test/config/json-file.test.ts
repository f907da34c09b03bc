import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '@fintrack/contract/errors'
import t from 'tap'
import { field, isObject, Misfit, readJsonFile, writeJsonFile, type JsonObject } from '../../src/config/json-file.ts'

const whole = (object: JsonObject): JsonObject => object

function faultOf (work: () => unknown): { sentence: string, hint: string | undefined } {
  try {
    work()
  } catch (error) {
    if (error instanceof UserError && error.kind === 'config_file') return { sentence: error.message, hint: error.hint }
    throw error
  }
  throw new Error('There was no fault.')
}

t.test('a JSON file is written with mode 0600 in a folder of mode 0700, and read back [P4.1]', async (t) => {
  const path = join(t.testdir(), 'a', 'b', 'config.json')
  t.equal(readJsonFile(path, whole, 'Mend it.'), undefined)
  await writeJsonFile(path, { output: 'json', 'a.b': { c: ['ü'] } })
  t.strictSame(readJsonFile(path, whole, 'Mend it.'), { output: 'json', 'a.b': { c: ['ü'] } })
  t.strictSame([path, join(path, '..')].map((one) => (statSync(one).mode & 0o777).toString(8)), ['600', '700'])
  t.equal(readFileSync(path, 'utf8'), '{\n  "output": "json",\n  "a.b": {\n    "c": [\n      "ü"\n    ]\n  }\n}\n')
})

t.test('a JSON file that begins with a byte order mark is read [case 14]', (t) => {
  const text = '{"output":"json","a":"ü"}'
  const swapped = Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()
  for (const content of [`\uFEFF${text}`, Buffer.from(`\uFEFF${text}`, 'utf16le'), swapped]) {
    const path = join(t.testdir(), 'config.json')
    writeFileSync(path, content)
    t.strictSame(readJsonFile(path, whole, ''), { output: 'json', a: 'ü' })
  }
  t.end()
})

t.test('writing a JSON file replaces a damaged one, and makes one private that others could read', async (t) => {
  const path = join(t.testdir({ 'config.json': '{"half":' }), 'config.json')
  chmodSync(path, 0o644)
  await writeJsonFile(path, { color: 'never' })
  t.strictSame(readJsonFile(path, whole, ''), { color: 'never' })
  t.equal((statSync(path).mode & 0o777).toString(8), '600')
})

t.test('a damaged JSON file is reported, kept, and copied aside once [P4.1]', (t) => {
  for (const [content, what] of [
    ['{"half":', 'it is not JSON'],
    ['', 'it is not JSON'],
    ['[1]', 'it is not an object'],
    ['null', 'it is not an object'],
  ] as const) {
    const folder = t.testdir({ 'config.json': content })
    const path = join(folder, 'config.json')
    const faults = [0, 1].map(() => faultOf(() => readJsonFile(path, whole, 'Mend it.')))
    const files = readdirSync(folder)
    const copy = files.find((name) => /^config\.damaged-[0-9]{8}T[0-9]{9}Z\.json$/.test(name)) ?? ''
    t.strictSame(files.toSorted(), ['config.json', copy].toSorted())
    t.equal(readFileSync(join(folder, copy), 'utf8'), content)
    t.equal(readFileSync(path, 'utf8'), content)
    const fault = {
      sentence: `${path} is damaged: ${what}. A copy is kept as ${join(folder, copy)}.`, hint: 'Mend it.',
    }
    t.strictSame(faults, [fault, fault])
  }
  t.end()
})

t.test('a JSON file with a value that its parser refuses is reported as damaged', (t) => {
  const path = join(t.testdir({ 'config.json': '{"output":5}' }), 'config.json')
  const parse = (object: JsonObject) => field(object, 'output', (value): value is string => typeof value === 'string')
  t.match(faultOf(() => readJsonFile(path, parse, '')).sentence, 'is damaged: it has 5 for output. A copy is kept as ')
  t.equal(parse({ output: 'json' }), 'json')
  t.equal(parse({}), undefined)
  t.throws(() => parse({ output: null }), new Misfit('it has null for output'))
  t.end()
})

t.test('a JSON file or folder that cannot be used is reported with the reason', async (t) => {
  const folder = t.testdir()
  mkdirSync(join(folder, 'config.json'))
  t.strictSame(faultOf(() => readJsonFile(join(folder, 'config.json'), whole, '')), {
    sentence: `${join(folder, 'config.json')} cannot be read: it is a folder.`, hint: undefined,
  })
  const path = join(folder, `${'x'.repeat(300)}.json`)
  await t.rejects(writeJsonFile(path, {}),
    new UserError('config_file', `${path} cannot be written: its name is too long.`, {
      hint: 'Set FINTRACK_CONFIG_DIR to use another folder.',
    }))
})

t.test('a JSON file that is a pipe is refused, and not waited for', async (t) => {
  const path = join(t.testdir(), 'config.json')
  execFileSync('mkfifo', [path])
  t.strictSame(faultOf(() => readJsonFile(path, whole, '')), {
    sentence: `${path} cannot be read: it is not a regular file.`,
    hint: 'Set FINTRACK_CONFIG_DIR to use another folder.',
  })
})

t.test('a damaged JSON file that cannot be copied aside is reported with the reason', (t) => {
  const written = new Date('2024-05-03T06:07:08.009Z')
  // A folder of the copy's name, since the account that runs tests may be allowed everything.
  const folder = t.testdir({ 'config.json': '{', 'config.damaged-20240503T060708009Z.json': {} })
  const path = join(folder, 'config.json')
  utimesSync(path, written, written)
  t.match(faultOf(() => readJsonFile(path, whole, '')).sentence, /it is not JSON\. No copy of it could be made: .+\.$/)
  t.end()
})

t.test('isObject accepts objects only, neither arrays nor null', (t) => {
  t.strictSame([{}, [], null, 'x'].map(isObject), [true, false, false, false])
  t.end()
})
