import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import t from 'tap'
import { listening } from './helpers/listening.ts'
import { bundled, environment, onTerminal, root, shellWords, SOURCES } from './helpers/program.ts'
import { screen } from './helpers/screen.ts'
import { served } from './helpers/served.ts'

const PROGRAM = await bundled(t)

function start (home: string, argv: readonly string[], env: Record<string, string> = {}, program = PROGRAM) {
  const [command = '', ...words] = program
  const child = spawn(command, [...words, ...argv], { cwd: root, env: environment(home, env) })
  const done = Promise.all([once(child, 'exit'), text(child.stdout), text(child.stderr)])
    .then(([[code], stdout, stderr]) => ({ code, stdout, stderr }))
  return { child, done }
}

t.test('the program takes its streams, its environment and its exit code from the process', async (t) => {
  const home = t.testdir()
  const { child, done } = start(home, ['api', 'POST', '/api/categories/', '--input', '-'], {}, SOURCES)
  child.stdin.end('{"name":"Food","type":"expense"}')
  t.strictSame(await done, {
    code: 0, stdout: '{\n  "id": 1,\n  "name": "Food",\n  "type": "expense",\n  "archived": false\n}\n', stderr: '',
  })
  t.strictSame(await start(home, ['tx', 'list', '--xyzzy']).done, {
    code: 2,
    stdout: '',
    stderr: 'error: Unknown option \'--xyzzy\'.\nhint: `fintrack tx list --help` shows what it takes.\n',
  })
  t.equal(readFileSync(join(home, '.local/share/fintrack/fintrack.db')).subarray(0, 15).toString(), 'SQLite format 3')
})

t.test('no book is made where HOME is empty, nor of an argument that is not UTF-8 [case 13] [case 24]', async (t) => {
  const { done } = start(t.testdir(), ['tx', 'add', '5'], { HOME: '' }, SOURCES)
  t.match(await done, { code: 2, stdout: '', stderr: /^error: There is no home folder, .*\nhint: .*FINTRACK_DATA_DIR/ })
  const home = t.testdir()
  const { stderr } = await promisify(execFile)(
    'bash', ['-c', `${shellWords(PROGRAM)} tx add 5 food $'Caf\\xe9' || echo "code $?" >&2`],
    { cwd: root, env: environment(home) }
  )
  t.match(stderr, /^error: The argument "Caf\uFFFD" is not UTF-8 text; [^]*\ncode 2\n$/)
  t.strictSame(readdirSync(home), [])
})

t.test('login offers the name of the account as the username', async (t) => {
  const { child, done } = start(t.testdir(), ['passwd', '--password-stdin'], {}, SOURCES)
  child.stdin.end('correct horse battery')
  t.strictSame(await done, {
    code: 0,
    stdout: '',
    stderr: `You can log in to the book of this machine as ${userInfo().username} while \`fintrack serve\` runs.\n`,
  })
})

t.test('a reader that leaves, such as head -1, ends the program quietly with 0 [P4.6]', async (t) => {
  const home = t.testdir()
  const rows = Array.from({ length: 3000 }, (_, at) => `2024-05-01,expense,Food,1.00,${'x'.repeat(100)}${at}\n`)
  const csv = `date,type,category,amount,description\n${rows.join('')}`
  t.match(await screen(['import', '-'], { home, stdin: csv }), { code: 0 })
  const command = `${shellWords(PROGRAM)} tx list | head -1; echo "\${PIPESTATUS[0]}"`
  const { stdout, stderr } = await promisify(execFile)('bash', ['-c', command], { cwd: root, env: environment(home) })
  t.match(stdout, /^3000\t2024-05-01\texpense\tFood\t1\.00\tUSD\t\tx+2999\t{6}-1\.00\n0\n$/)
  t.equal(stderr, '')
})

t.test('Ctrl-C while something is being stored exits with 130 and says so [P4.6]', async (t) => {
  let asked = (): void => {}
  const request = new Promise<void>((resolve) => { asked = resolve })
  const address = await listening(t, () => { asked() })
  const { child, done } = start(t.testdir(), [
    'api', 'POST', '/api/categories/', '-f', 'name=x',
  ], { FINTRACK_SERVER: address })
  await request
  child.kill('SIGINT')
  t.strictSame(await done, {
    code: 130,
    stdout: '',
    stderr: 'error: Interrupted before the answer came. The change may have been stored.\n' +
      'hint: Check with `fintrack log` before you run it again.\n',
  })
})

t.test('serve exits with 0 at Ctrl-C', async (t) => {
  const { child, done } = start(t.testdir(), ['serve', '--port', '0'])
  child.stdout.once('data', () => { child.kill('SIGINT') })
  const { code, stdout } = await done
  t.equal(code, 0)
  t.match(stdout, /^fintrack listens on http:\/\/127\.0\.0\.1:[0-9]+\n$/)
})

t.test('twelve processes with one expired token all succeed, and the session goes on [P4.2]', async (t) => {
  const folder = t.testdir({ home: {}, data: {} })
  const home = join(folder, 'home')
  // Without grace, a refresh token that is used twice would end the session.
  const address = await served(t, join(folder, 'data'), { FINTRACK_REFRESH_GRACE_SECONDS: '0' })
  await screen([
    'register', '--server', address, '--username', 'anna', '--password-stdin',
  ], { home, stdin: 'correct horse battery' })
  const file = join(home, '.config/fintrack/credentials.json')
  const { default: credentials } = JSON.parse(readFileSync(file, 'utf8'))
  writeFileSync(file, JSON.stringify({ default: { ...credentials, access: 'no.longer.good' } }))
  const results = await Promise.all(
    Array.from({ length: 12 }, () => start(home, ['api', 'GET', '/api/categories/']).done)
  )
  t.strictSame(results, results.map(() => ({ code: 0, stdout: '[]\n', stderr: '' })))
  t.match(await screen(['status'], { home }), { code: 0, stdout: 'Logged in    yes' })
})

t.test('on a real terminal a password stays hidden, and tables fit the width [V6.2.6]', async (t) => {
  const folder = t.testdir({ home: {}, data: {} })
  const [home, data] = [join(folder, 'home'), join(folder, 'data')]
  const address = await served(t, data)
  const secret = 'correct horse battery'
  const registered = await onTerminal(PROGRAM, home, ['register', '--server', address], [
    ['Username', 'anna\r'], ['Password', `${secret}\r`], ['Password again', `${secret}\r`],
  ])
  t.equal(registered.code, 0)
  t.match(registered.drawn, `Registered anna at ${address} and logged in; the currency is USD.`)
  t.notMatch(registered.drawn, secret)
  await screen(['api', 'POST', '/api/categories/', '-f', 'name=Food', '-f', 'type=expense'], { home })
  const listed = await onTerminal(PROGRAM, home, ['config', 'list', '--color', 'never'])
  t.strictSame(listed.drawn.split('\r\n').filter((line) => line.length > 60), [])
  const colored = await onTerminal(PROGRAM, home, ['category', 'list'])
  t.match(colored, { code: 0, drawn: '\u001b[1mname\u001b[22m' })
  const plain = await onTerminal(PROGRAM, home, ['category', 'list'], [], { env: { NO_COLOR: '1' } })
  t.notMatch(plain.drawn, '\u001b[')
})

t.test('Ctrl-C at a prompt exits with 130', async (t) => {
  const { code, drawn } = await onTerminal(
    SOURCES, t.testdir(), ['login', '--server', 'http://127.0.0.1:1'], [['Username', '\u0003']]
  )
  t.equal(code, 130)
  t.match(drawn, /error: Interrupted\./)
})
