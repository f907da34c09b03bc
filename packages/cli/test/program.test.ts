import t from 'tap'
import { LazyCommand } from '../src/shapes/lazy-command.ts'
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

t.test('the help of every command says what it takes', async (t) => {
  for (const command of await everyCommand()) {
    const help = command.helpInformation()
    const long = help.split('\n').filter((line) => line.length > 80)
    t.strictSame(long, [], `${pathOf(command)} --help fits 80 columns`)
  }
  const all = (await everyCommand()).map((command) => {
    let text = ''
    command.configureOutput({ writeOut: (written) => { text += written }, getOutHelpWidth: () => 80 }).outputHelp()
    return `$ ${pathOf(command)} --help\n${text.replace(/\nGlobal Options:[^]*?(?=\n\n|$)/, '')}`
  })
  t.matchSnapshot(all.join('\n'), 'help')
})
