/** Every command of the program, with its file loaded. */
import type { Command } from 'commander'
import type { Context } from '../../src/context.ts'
import { newProgram } from '../../src/program.ts'
import { loaded } from '../../src/shapes/lazy-command.ts'

function commandsOf (command: Command): Command[] {
  return [command, ...command.commands.flatMap((child) => commandsOf(child))]
}

export async function everyCommand (columns = 80): Promise<Command[]> {
  const program = newProgram({ io: { columns } } as Context, () => {})
  return Promise.all(commandsOf(program).map(loaded))
}

export function pathOf (command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`
}
