import { execFileSync, spawn } from 'node:child_process'
import { join } from 'node:path'
import { PassThrough, Readable, Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { UserError } from '@fintrack/contract/errors'
import t from 'tap'
import { ClosedPipe } from '../../src/io/streams.ts'
import { newIo, type Input, type Output } from '../../src/io/streams.ts'

function ioWith (
  stdout: Output, stdin: Input = Readable.from([]), env: Record<string, string> = {}, stderr: Output = new PassThrough()
) {
  return newIo(stdin, stdout, stderr, env)
}

t.test('data goes to stdout, and messages go to stderr', async (t) => {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const io = ioWith(stdout, undefined, {}, stderr)
  await io.out('one\n')
  await io.out('')
  io.err('two\n')
  t.strictSame([stdout.read()?.toString(), stderr.read()?.toString()], ['one\n', 'two\n'])
})

t.test('output waits for a slow reader', async (t) => {
  const release: Array<() => void> = []
  const stdout = new Writable({ write: (_chunk, _encoding, done) => { release.push(done) } })
  let written = false
  const writing = ioWith(stdout).out('x').then(() => { written = true })
  await new Promise(setImmediate)
  t.notOk(written)
  release[0]?.()
  await writing
  t.ok(written)
})

t.test('a reader that has left ends the output with ClosedPipe, a full disk with an error', async (t) => {
  const failing = (code: string): Output =>
    new Writable({ write: (_chunk, _encoding, done) => { done(Object.assign(new Error(code), { code })) } })
  const closed = ioWith(failing('EPIPE'))
  await t.rejects(closed.out('x'), new ClosedPipe())
  await t.rejects(closed.out('more'), new ClosedPipe())
  await t.rejects(
    ioWith(failing('ENOSPC')).out('x'), new UserError('unexpected', 'The output cannot be written: no space is left.')
  )
})

t.test('a closed stderr does not end the program', async (t) => {
  const stderr = new Writable({ write: (_chunk, _encoding, done) => { done(new Error('gone')) } })
  const io = ioWith(new PassThrough(), undefined, {}, stderr)
  io.err('x')
  await new Promise(setImmediate)
  t.pass('no error')
})

t.test('streams say which of them are terminals, and how wide', (t) => {
  const terminal = Object.assign(new PassThrough(), { isTTY: true as const, columns: 90 })
  const input: Input = Object.assign(Readable.from([]), { isTTY: true })
  const wide = (env: Record<string, string>) => {
    const io = newIo(input, terminal, new PassThrough(), env)
    return [io.stdinIsTerminal, io.stdoutIsTerminal, io.stderrIsTerminal, io.columns]
  }
  t.strictSame(wide({}), [true, true, false, 90])
  t.strictSame(wide({ COLUMNS: '40' }), [true, true, false, 40])
  for (const COLUMNS of ['', '0', 'wide', '123456']) t.equal(wide({ COLUMNS })[3], 90, COLUMNS)
  t.equal(ioWith(new PassThrough()).columns, undefined)
  t.end()
})

t.test('standard input is passed on unchanged, and an error of it is reported', async (t) => {
  t.equal(await text(ioWith(new PassThrough(), Readable.from([Buffer.from('a'), Buffer.from('b')])).stdin()), 'ab')
  const broken = new Readable({ read () { this.destroy(Object.assign(new Error('EISDIR'), { code: 'EISDIR' })) } })
  await t.rejects(text(ioWith(new PassThrough(), broken).stdin()), new UserError(
    'unreadable_file', 'Standard input cannot be read: it is a folder.'
  ))
})

t.test('a file is opened with its size, a pipe without one', async (t) => {
  const folder = t.testdir({ 'a.csv': 'date\n' })
  const io = ioWith(new PassThrough())
  const file = await io.open(join(folder, 'a.csv'))
  t.strictSame([file.size, await text(file.bytes)], [5, 'date\n'])
  const pipe = join(folder, 'pipe')
  execFileSync('mkfifo', [pipe])
  const opening = io.open(pipe)
  spawn('sh', ['-c', 'printf x > "$0"', pipe])
  const { size, bytes } = await opening
  t.strictSame([size, await text(bytes)], [undefined, 'x'])
})

t.test('a file that cannot be read is reported with its name and the reason', async (t) => {
  const folder = t.testdir()
  const io = ioWith(new PassThrough())
  await t.rejects(io.open(join(folder, 'no.csv')), new UserError(
    'unreadable_file', `"${join(folder, 'no.csv')}" cannot be read: there is no such file.`
  ))
  await t.rejects(io.open(folder), new UserError('unreadable_file', `"${folder}" cannot be read: it is a folder.`))
})
