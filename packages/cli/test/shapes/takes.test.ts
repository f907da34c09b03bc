import { Command, Option } from 'commander'
import t from 'tap'
import { takenByArgument, takenByOption } from '../../src/shapes/takes.ts'
import { COMPLETE } from '../../src/shapes/lazy-command.ts'
import { everyCommand, pathOf } from '../helpers/commands.ts'

t.test('every argument, and every option that takes a value, says what it takes', async (t) => {
  const commands = (await everyCommand()).filter((command) => command.name() !== COMPLETE)
  const silent = commands.flatMap((command) => [
    ...command.registeredArguments.filter((argument) => takenByArgument(command, argument) === undefined)
      .map((argument) => `${pathOf(command)} <${argument.name()}>`),
    ...command.options.filter((option) => (option.required || option.optional) &&
      takenByOption(command, option) === undefined).map(({ flags }) => `${pathOf(command)} ${flags}`),
  ])
  t.strictSame(silent, [], 'shapes/takes.ts knows the name of the value, or the command says it')
})

t.test('a value of a name that says nothing, and an option without one, take nothing that is known', (t) => {
  t.equal(takenByOption(new Command(), new Option('--shade <shade>')), undefined)
  t.equal(takenByOption(new Command(), new Option('--dark')), undefined)
  t.equal(takenByOption(new Command(), new Option('--to <account>')), 'account')
  t.end()
})
