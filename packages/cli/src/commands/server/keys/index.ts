/** `fintrack server keys`: what signs the tokens of this machine's book. */
import { Command } from 'commander'
import type { Context } from '../../../context.ts'
import { newRotateCommand } from './rotate.ts'

export function newKeysCommand (cx: Context): Command {
  return new Command('keys')
    .description('change the keys that sign tokens')
    .addCommand(newRotateCommand(cx))
}
