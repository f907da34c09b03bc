import t from 'tap'
import { Command } from 'commander'
import type { Context } from '../src/context.ts'
import { helpPage } from '../src/shapes/help-page.ts'
import { COMPLETE, LazyCommand } from '../src/shapes/lazy-command.ts'
import { TOPIC_NAMES } from '../src/shapes/topic-names.ts'
import { everyCommand, pathOf } from './helpers/commands.ts'

const SECRET = /passw|secret|token|refresh|access|credential|\bkey\b/i

t.test('the line of each command in the program names the arguments that its file defines', async (t) => {
  const commands = await everyCommand()
  t.ok(commands.length > 50, 'they are all there')
  for (const command of commands) {
    if (!(command instanceof LazyCommand)) continue
    const defined = command.registeredArguments.map((argument) => {
      const name = `${argument.name()}${argument.variadic ? '...' : ''}`
      return argument.required ? ` <${name}>` : ` [${name}]`
    })
    t.equal(command.synopsis, `${command.name()}${defined.join('')}`, pathOf(command))
  }
})

t.test('no option or argument of any command takes a secret [P4.3]', async (t) => {
  const commands = await everyCommand()
  const taken = commands.flatMap((command) => [
    ...command.options.filter((option) => SECRET.test(option.long ?? '') &&
      !option.isBoolean()).map(({ flags }) => `${pathOf(command)} ${flags}`),
    ...command.registeredArguments.filter((argument) => SECRET.test(argument.name())).map((argument) =>
      `${pathOf(command)} <${argument.name()}>`),
  ])
  t.strictSame(
    taken,
    ['fintrack config get <key>', 'fintrack config set <key>'],
    'a key of config.json is a name, and config.json holds no secret'
  )
  const switches = new Set(commands.flatMap((command) =>
    command.options.filter((option) => SECRET.test(option.long ?? '')).map(({ long }) => long)))
  t.strictSame([...switches], ['--password-stdin'])
})

/** A page whose command is typed as one line is longer than a narrow terminal: words are never cut. */
function tooWide (text: string, cells: number): string[] {
  return text.split('\n').filter((line) => line.length > cells && /\S\s+\S/.test(line.trim()))
}

t.test('the help of every command fits a terminal of 80 by 24, and says what it takes', async (t) => {
  const commands = await everyCommand()
  for (const command of commands) {
    const help = command.helpInformation()
    t.ok(help.split('\n').length <= 24, `${pathOf(command)} --help has 24 lines with the one of the shell`)
    t.strictSame(help.split('\n').filter((line) => line.length > 80), [], `${pathOf(command)} --help fits 80 columns`)
  }
  t.matchSnapshot(commands.map((one) => `$ ${pathOf(one)} --help\n${one.helpInformation()}`).join('\n'), 'help')
})

t.test('every help is set for the width of its terminal, and says the same', async (t) => {
  const [roomy, narrow] = [await everyCommand(), await everyCommand(40)]
  const wordsOf = (text: string): string[] => text.replaceAll(' \\\n', ' ').split(/\s+/).toSorted()
  for (const [at, command] of narrow.entries()) {
    t.strictSame(tooWide(command.helpInformation(), 40), [], pathOf(command))
    const whole = (one: typeof command | undefined, cells: number) =>
      one === undefined ? '' : helpPage(one, { cells, topics: TOPIC_NAMES, whole: true })
    t.strictSame(wordsOf(whole(command, 40)), wordsOf(whole(roomy[at], 80)), pathOf(command))
  }
})

t.test('the whole help of a command leaves nothing out, and its page says where that is', async (t) => {
  for (const command of await everyCommand()) {
    const whole = helpPage(command, { cells: 80, topics: TOPIC_NAMES, whole: true })
    const page = command.helpInformation()
    const more = `All of it: fintrack help ${pathOf(command).replace('fintrack ', '')}\n`
    t.equal(page.replace(more, '') === whole, page === whole, pathOf(command))
    t.equal(page.includes(more), page !== whole)
    for (const { long } of command.parent === null ? [] : command.options) t.ok(whole.includes(`${long}`), `${long}`)
  }
})

t.test('the help of every command has an example', async (t) => {
  for (const command of await everyCommand()) {
    if (command instanceof LazyCommand && command.name() !== COMPLETE) {
      t.match(command.helpInformation(), /\nExamples:\n {2}\S*fintrack\b/, pathOf(command))
    }
  }
})

t.test('the whole of a long help is set for the width that it is asked in', async (t) => {
  const copy = (await everyCommand()).find((one) => pathOf(one) === 'fintrack db copy')
  t.matchSnapshot(helpPage(copy as Command, { cells: 40, topics: [], whole: true }), 'db copy at 40 columns')
})

t.test('notes of a help whose lines are indented stay lines, and a page that cannot fit is shown whole', async (t) => {
  const noted = new LazyCommand({} as Context, 'noted', 'Shows notes.', async () => ({ define () {} }))
  const table = 'A table:\n  date  the day on which it was\n  payee  a name\n'
  noted.addHelpText('after', `\n${table}\nExamples:\n  fintrack noted\n`)
  const parent = new Command('fintrack').addCommand(noted)
  const look = { topics: [], whole: true }
  t.match(helpPage(noted, { ...look, cells: 80 }), `\nShows notes.\n\n${table}\n`)
  t.match(helpPage(noted, { ...look, cells: 24 }), '\n  date\n      the day on which\n      it was\n  payee  a name\n')
  const many = Array.from({ length: 40 }, (_, at) => new Command(`verb${at}`).description('does it'))
  const noun = new Command('noun').description('has many verbs')
  for (const verb of many) noun.addCommand(verb)
  parent.addCommand(noun)
  t.equal(helpPage(noun, { topics: [], cells: 80 }).match(/does it/g)?.length, 40)
})

t.test('help is added to a command behind its options, as a text', (t) => {
  const command = new LazyCommand({} as Context, 'x', 'y', async () => ({ define () {} }))
  for (const add of [
    () => command.addHelpText('before', 'x'), () => command.addHelpText('after', () => 'x'),
  ]) t.throws(add, new Error('Help is added behind, as a text.'))
  t.end()
})
