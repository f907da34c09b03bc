/** No secret is ever an argument: not in any command, however deep, that there is or that will be. */
import t from 'tap'
import type { Command } from 'commander'
import type { Context } from '../src/context.ts'
import { newProgram } from '../src/program.ts'

const SECRET = /passw|secret|token|refresh|access|credential|\bkey\b/i

function commandsOf (command: Command): Command[] {
  return [command, ...command.commands.flatMap((child) => commandsOf(child))]
}

function pathOf (command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`
}

t.test('no option or argument of any command takes a secret [P4.3]', (t) => {
  const commands = commandsOf(newProgram({ io: { columns: 80 } } as Context, () => {}))
  t.ok(commands.length > 50, 'they are all there')
  const taken = commands.flatMap((command) => [
    ...command.options.filter((option) => SECRET.test(option.long ?? '') && !option.isBoolean()).map(({ flags }) => `${pathOf(command)} ${flags}`),
    ...command.registeredArguments.filter((argument) => SECRET.test(argument.name())).map((argument) => `${pathOf(command)} <${argument.name()}>`),
  ])
  t.strictSame(taken, ['fintrack config get <key>', 'fintrack config set <key>'], 'a key of config.json is a name, and config.json holds no secret')
  const switches = new Set(commands.flatMap((command) => command.options.filter((option) => SECRET.test(option.long ?? '')).map(({ long }) => long)))
  t.strictSame([...switches], ['--password-stdin'])
  t.end()
})
