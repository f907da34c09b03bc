/** `fintrack config`: what is set up for every command. */
import { Command } from 'commander'
import type { Context } from '../../context.ts'
import { newConfigGetCommand } from './get.ts'
import { newConfigListCommand } from './list.ts'
import { newConfigPathCommand } from './path.ts'
import { newConfigSetCommand } from './set.ts'

export function newConfigCommand (cx: Context): Command {
  return new Command('config')
    .description('show and change what is set up')
    .addCommand(newConfigGetCommand(cx))
    .addCommand(newConfigSetCommand(cx))
    .addCommand(newConfigListCommand(cx))
    .addCommand(newConfigPathCommand(cx))
}
