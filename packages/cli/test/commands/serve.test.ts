import { createServer, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import t from 'tap'
import { screen, type ScreenOptions } from '../helpers/screen.ts'

t.test('serve serves the book of this machine until it is stopped', async (t) => {
  const home = t.testdir()
  await screen(['api', 'POST', '/api/categories/', '-f', 'name=Food', '-f', 'type=expense'], { home })
  let stop = (): void => {}
  const stopped = new Promise<void>((resolve) => { stop = resolve })
  let stdout = ''
  const out = async (text: string): Promise<void> => {
    stdout += text
    const address = /http:\S+/.exec(text)?.[0] ?? ''
    t.match(await screen([
      'register', '--server', address, '--username', 'bela', '--password-stdin',
    ], { stdin: 'correct horse battery' }), { code: 0 })
    stop()
    throw new Error('the reader has left')
  }
  const { code } = await screen(['serve', '--port', '0', '--host', '127.0.0.1'], {
    home, stopped, out, env: { FINTRACK_LOG_LEVEL: 'info' },
  })
  t.equal(code, 0)
  t.match(stdout, /^fintrack listens on http:\/\/127\.0\.0\.1:[0-9]+\n$/)
})

t.test('serve exits with 1 for a port in use and with 2 for a bad one, each with one sentence', async (t) => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  t.teardown(() => other.close())
  const { port } = other.address() as AddressInfo
  const taken = await screen(['serve', '--port', String(port)])
  t.strictSame([taken.code, taken.stdout], [1, ''])
  t.match(taken.stderr, new RegExp(`^error: Port ${port} of 127\\.0\\.0\\.1 is in use.*\\nhint: `))
  t.match(await screen(['serve', '--port', 'x']), { code: 2, stdout: '', stderr: /^error: FINTRACK_PORT is "x"/ })
})

t.test('the flags of serve override the environment', async (t) => {
  for (const argv of [['serve'], ['serve', '--host', '127.0.0.1']]) {
    t.match(await screen(argv, {
      env: {
        FINTRACK_PORT: '0', FINTRACK_HOST: argv.length === 1
          ? '127.0.0.1'
          : 'nowhere.invalid', FINTRACK_LOG_LEVEL: 'fatal'
      }
    }), {
      code: 0, stdout: /^fintrack listens on http:\/\/127\.0\.0\.1:/,
    })
  }
})

t.test('serve on a terminal says in three lines where it is, and logs no request unless it is asked to', async (t) => {
  const served = async (argv: readonly string[], options: ScreenOptions) => {
    const { code, stdout, stderr } = await screen(['serve', '--port', '0', ...argv], options)
    t.equal(code, 0)
    return { stdout: stdout.replaceAll(/:\d+/g, ':8787'), logged: stderr.includes('"msg":"stopping"') }
  }
  const first = 'fintrack listens on http://127.0.0.1:8787\n'
  const three = `${first}The API is described at http://127.0.0.1:8787/docs\n` +
    'Log in by fintrack passwd, then fintrack login --server http://127.0.0.1:8787\n'
  const tty = true
  t.strictSame(await served([], { tty }), { stdout: three, logged: false })
  t.strictSame(await served(['--verbose'], { tty }), { stdout: three, logged: true })
  t.strictSame(await served([], { tty, env: { FINTRACK_LOG_LEVEL: 'info' } }), { stdout: three, logged: true })
  t.strictSame(await served([], {}), { stdout: first, logged: true })
  t.strictSame(await served(['--verbose'], { env: { FINTRACK_LOG_LEVEL: 'fatal' } }), { stdout: first, logged: true })
})

t.test('serve takes no --server', async (t) => {
  t.strictSame(await screen(['serve', '--server', 'http://127.0.0.1:1']), {
    code: 2,
    stdout: '',
    stderr: 'error: `fintrack serve` works only on the book of this machine and takes no --server.\n',
  })
})
