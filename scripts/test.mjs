// Everything that must hold before a change is taken. A step says one line when it passes, and all it has to say when
// it fails; then no other begins. The last line counts tap's assertions: `N passed, N failed`.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'
import { transformSync } from 'esbuild'
import { Parser } from 'tap-parser'
import { placeForData, startPostgres } from './postgres.mjs'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const TAP = join(ROOT, 'node_modules/tap/dist/esm/run.mjs')
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))

class Failed extends Error {}
const counts = { pass: 0, fail: 0, skip: 0, todo: 0 }

/** Runs a command to its end, `node` first on the PATH. Its stdout goes to `onStdout`, else into the output. */
function run (command, args, { node = process.execPath, onStdout, shell = false } = {}) {
  const PATH = [dirname(node), join(ROOT, 'node_modules/.bin'), process.env.PATH].join(delimiter)
  const child = spawn(command, args, {
    cwd: ROOT, shell, env: { ...process.env, PATH }, stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const keep = text => { output += text }
  child.stdout.setEncoding('utf8').on('data', onStdout ?? keep)
  child.stderr.setEncoding('utf8').on('data', keep)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on(
      'close',
      (code, signal) => resolve({ ok: code === 0, output: signal === null ? output : `${output}\nended by ${signal}` })
    )
  })
}

async function script (name, ...flags) {
  const { ok, output } = await run([scripts[name], ...flags].join(' '), [], { shell: true })
  if (!ok) throw new Failed(output)
}

/** A run of tap: counts its assertions, and throws what failed with the little that helps. */
async function tap (node, ...args) {
  const before = counts.pass + counts.fail
  const report = []
  const parser = new Parser()
  for (const event of ['pass', 'fail', 'skip', 'todo']) parser.on(event, () => counts[event]++)
  parser.on('fail', ({ fullname, diag }) => {
    report.push(`not ok: ${fullname}`)
    for (const key of ['diff', 'source', 'stack', 'code', 'exitCode', 'signal', 'expired']) {
      const value = diag?.[key]
      if (value != null) {
        report.push(
        `${key}: ${typeof value === 'string' ? value : inspect(value)}`.replaceAll('\n', '\n  ')
        )
      }
    }
  })
  // What is no TAP on stdout: the table of coverage.
  parser.on('extra', line => report.push(line.trimEnd()))
  const { ok, output } = await run(node, [TAP, 'run', '--reporter=tap', ...args], {
    node, onStdout: text => parser.write(text),
  })
  parser.end()
  const asserted = counts.pass + counts.fail - before
  if (asserted === 0) report.push('No test made an assertion.')
  if (!ok || asserted === 0) throw new Failed([...report, output].join('\n'))
  return `${asserted} assertions`
}

/** Coverage knows only what was loaded. A source file that no test loads must hold nothing but types. */
function loadedByNoTest () {
  const loaded = new Set(readdirSync(join(ROOT, '.tap/processinfo'))
    .flatMap(file => JSON.parse(readFileSync(join(ROOT, '.tap/processinfo', file), 'utf8')).files))
  return files('src', '.ts').filter(file =>
    !loaded.has(join(ROOT, file)) && transformSync(
      readFileSync(join(ROOT, file), 'utf8'), { loader: 'ts', minify: true }
    ).code.trim() !== '')
}

/** The files below packages/<each>/<folder> with that ending, from the root. */
function files (folder, ending) {
  return [
    'contract', 'server', 'cli',
  ].flatMap(name => readdirSync(join(ROOT, 'packages', name, folder), { recursive: true })
    .filter(file => file.endsWith(ending))
    .map(file => join('packages', name, folder, file)))
}

// tap builds itself when its plugins have changed, but runs on with the old ones that time: with its own compiler.
async function buildTap () {
  const plugins = await run(process.execPath, [
    '--input-type=module', '-e', "import { t } from 'tap'; console.error(t.pluginSignature)",
  ])
  if (!plugins.output.includes('@tapjs/typescript')) return
  const { ok, output } = await run(process.execPath, [TAP, 'build'])
  if (!ok) throw new Failed(output)
}

/** What has been built would be taken for what is imported, and its sources for dead. */
async function deadCode () {
  for (const name of ['contract', 'server']) {
    rmSync(join(ROOT, 'packages', name, 'dist'), {
      recursive: true, force: true,
    })
  }
  await script('knip')
}

/** Loading takes about as long as the tests of ten files, so that files are run together, most of all small ones. */
const MOST_FILES = 14
/** Of one file, on a machine that has other things to do. */
const FILE_SECONDS = 300
/** Tests that wait, for a kill or a timeout, leave a core to others. */
const JOBS = 3

/**
 * The test files in groups, each for one process: files of one room together. What kills, fills or races has a process
 * of its own, and begins first, because it takes longest.
 */
function groups () {
  const all = files('test', '.test.ts').toSorted()
  const alone = all.filter(file => /\/durability\/|fuzz|kills|property/.test(file))
  const together = ['server', 'cli', 'contract'].flatMap(name => {
    const inside = all.filter(file => file.startsWith(join('packages', name)) && !alone.includes(file))
    const count = Math.ceil(inside.length / MOST_FILES)
    const size = Math.ceil(inside.length / count)
    return Array.from(
      { length: count }, (_, at) => ({ name: `${name}-${at + 1}`, inside: inside.slice(at * size, (at + 1) * size) })
    )
  })
  return [
    ...alone.map(file => ({ name: file.split('/').slice(-2).join('-').replace('.test.ts', ''), inside: [file] })),
    ...together,
  ]
}

/** Writes what tap runs for each group, which takes files by their names. @returns the files */
function groupFiles () {
  const folder = join(ROOT, '.tap/groups')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  return groups().map(({ name, inside }, at) => {
    const file = join(folder, `${String(at + 1).padStart(2, '0')}-${name}.mjs`)
    const list = JSON.stringify(inside, null, 2)
    writeFileSync(
      file, `import { runGroup } from '../../scripts/test-group.mjs'\nawait runGroup(${list}, ${FILE_SECONDS})\n`
    )
    return file
  })
}

async function suite () {
  await buildTap()
  // The tests' folders, in memory where there is room, where what they write through to the disk costs nothing.
  const folder = mkdtempSync(join(placeForData(), 'fintrack-suite-'))
  process.once('exit', () => { rmSync(folder, { recursive: true, force: true }) })
  process.env.TMPDIR = folder
  process.env.TEST_SQLITE = join(folder, 'template/fintrack.db')
  // One PostgreSQL for all test files: each takes databases of its own from it.
  const postgres = await startPostgres()
  process.env.TEST_POSTGRES = postgres.socket
  process.env.TEST_POSTGRES_CLUSTER = postgres.socket
  const said = await tap(
    process.execPath, `--jobs=${JOBS}`, `--timeout=${FILE_SECONDS * MOST_FILES}`, ...groupFiles()
  ).finally(postgres.stop)
  const missed = loadedByNoTest()
  if (missed.length > 0) throw new Failed(`No test loads\n  ${missed.join('\n  ')}`)
  return `${said}, all of the source covered`
}

/** The built program, and the tests named *.smoke.test.ts, on the Node of scripts/node-24. */
async function onNode24 () {
  const { platform, arch } = process
  const name = `${platform === 'darwin' && arch === 'arm64' ? 'node-bin' : 'node'}-${platform}-${arch}`
  let node
  try {
    node = join(
      dirname(createRequire(join(ROOT, 'scripts/node-24/package.json')).resolve(`${name}/package.json`)), 'bin/node'
    )
  } catch {
    counts.skip++
    return `skipped, there is no package ${name}`
  }
  const { ok, output } = await run(node, ['packages/cli/dist/main.js', '--version'], { node })
  if (!ok) throw new Failed(output)
  return await tap(node, '--disable-coverage', ...files('test', '.smoke.test.ts'))
}

/** What can be done at once: each list in its order. */
const steps = [
  [
    { lint: () => script('lint'), rooms: () => script('rooms') },
    { typecheck: () => script('typecheck'), 'dead code': deadCode, build: () => script('build') },
  ],
  [{ [`tests on Node ${process.versions.node}`]: suite, 'smoke on Node 24': onNode24 }],
]

// Ctrl-C ends it as an end does, so that the tests' folders go.
for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143]]) process.once(signal, () => process.exit(code))

let isFailed = false

async function inOrder (list) {
  for (const [name, step] of Object.entries(list)) {
    if (isFailed) return
    const start = performance.now()
    try {
      const said = await step()
      console.log(
        `ok  ${name}${said === undefined ? '' : `: ${said}`} (${Math.round((performance.now() - start) / 1000)} s)`
      )
    } catch (error) {
      isFailed = true
      console.log(`FAILED  ${name}\n${error instanceof Failed ? error.message : inspect(error)}`)
      // A step that fails without an assertion, such as lint or coverage, is one failure.
      counts.fail ||= 1
      process.exitCode = 1
    }
  }
}

for (const lists of steps) await Promise.all(lists.map(inOrder))

const skipped = counts.skip + counts.todo
console.log(`${counts.pass} passed, ${counts.fail} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
