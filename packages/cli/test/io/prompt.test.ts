import { PassThrough } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { UserError } from '@fintrack/contract/errors'
import t from 'tap'
import { openPrompt } from '../../src/io/prompt.ts'

/** A terminal of which only what is drawn and what is typed is there. */
function terminal () {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode () { return input } })
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80 })
  let drawn = ''
  output.on('data', (text: Buffer) => { drawn += text.toString() })
  const type = async (keys: string): Promise<void> => {
    await pause(20)
    input.write(keys)
  }
  return { input, output, type, drawn: () => drawn }
}

t.test('a prompt shows texts of others without control characters [P3.7]', async (t) => {
  const { input, output, type, drawn } = terminal()
  const prompt = await openPrompt(input, output)
  const [typed] = await Promise.all([prompt.text('Name of \u001b[31mX'), type('anna\r')])
  t.equal(typed, 'anna')
  t.match(drawn(), 'Name of \\u001b[31mX')
  const [fallback] = await Promise.all([prompt.text('Name', 'bela'), type('\r')])
  t.equal(fallback, 'bela')
})

t.test('a prompt shows its fallback without control characters and returns it unchanged', async (t) => {
  const { input, output, type, drawn } = terminal()
  const prompt = await openPrompt(input, output)
  const [fallback] = await Promise.all([prompt.text('Name', 'x\u001b]0;t\u0007\u202e'), type('\r')])
  t.equal(fallback, 'x\u001b]0;t\u0007\u202e')
  t.match(drawn(), 'x\\u001b]0;t\\u0007\\u202e')
  for (const sign of ['\u001b]', '\u0007', '\u202e']) t.notOk(drawn().includes(sign), JSON.stringify(sign))
})

t.test('a prompt does not show a typed password [V6.2.6]', async (t) => {
  const { input, output, type, drawn } = terminal()
  const [secret] = await Promise.all([(await openPrompt(input, output)).password('Password'), type('hunter22\r')])
  t.equal(secret, 'hunter22')
  t.notMatch(drawn(), 'hunter22')
})

t.test('a confirmation is answered with yes, no or its fallback', async (t) => {
  const { input, output, type } = terminal()
  const prompt = await openPrompt(input, output)
  const answers: boolean[] = []
  for (const [fallback, keys] of [[false, 'y\r'], [true, 'n\r'], [true, '\r'], [false, '\r']] as const) {
    const [answer] = await Promise.all([prompt.confirm('Delete it?', fallback), type(keys)])
    answers.push(answer)
  }
  t.strictSame(answers, [true, false, true, false])
})

t.test('Ctrl-C at a prompt ends the run', async (t) => {
  const { input, output, type } = terminal()
  const asked = (await openPrompt(input, output)).text('Name')
  const rejected = t.rejects(asked, new UserError('interrupted', 'Interrupted.'))
  await type('\u0003')
  await rejected
})

t.test('Ctrl-D or the end of the input is no answer to a question and to all later ones [case 18]', async (t) => {
  for (const leave of [(input: PassThrough) => input.write('\u0004'), (input: PassThrough) => input.end(),
    (input: PassThrough) => input.write('y\u0004'), (input: PassThrough) => input.write('\u0004\r')]) {
    const { input, output } = terminal()
    const prompt = await openPrompt(input, output)
    const asked = prompt.confirm('Delete it?', true)
    await pause(20)
    leave(input)
    t.strictSame([await asked, await prompt.confirm('And this?', true)], [false, false])
    t.strictSame([await prompt.text('Name', 'anna'), await prompt.password('Password')], ['', ''])
  }
  const { input, output, type } = terminal()
  const prompt = await openPrompt(input, output)
  const [name] = await Promise.all([prompt.text('Name', 'anna'), type('bel\u0004')])
  t.equal(name, '')
})

t.test('a question to an input that has ended before is not drawn', async (t) => {
  const { input, output, drawn } = terminal()
  input.end()
  input.resume()
  await pause(20)
  t.equal(await (await openPrompt(input, output)).confirm('Delete it?', true), false)
  t.equal(drawn(), '')
})

t.test('keys that come on the heels of an answer are dropped, and later ones answer the next question', async (t) => {
  const { input, output, type } = terminal()
  const prompt = await openPrompt(input, output)
  const pasted = async (): Promise<void> => {
    await type('anna\rls -l\r')
    await type('exit\r')
    await type('exit\r')
  }
  const [first] = await Promise.all([prompt.text('Name'), pasted()])
  t.strictSame([first, input.readableLength], ['anna', 0])
  const [second] = await Promise.all([prompt.text('Name'), type('bela\r')])
  t.equal(second, 'bela')
})

t.test('a stream without a raw mode is left as it is', async (t) => {
  const input = Object.assign(new PassThrough(), { isTTY: true })
  const { output } = terminal()
  const [name] = await Promise.all([(await openPrompt(input, output)).text('Name'), pause(20).then(() => {
    input.write('anna\r')
  })])
  t.equal(name, 'anna')
})

t.test('a terminal that breaks during a prompt is an error of its own', async (t) => {
  const { output } = terminal()
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode () { throw new Error('no raw mode') } })
  await t.rejects((await openPrompt(input, output)).text('Name'), new Error('no raw mode'))
})
