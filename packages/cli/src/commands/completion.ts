import { Argument, type Command } from 'commander'
import type { Context } from '../context.ts'
import { SCRIPTS } from './completion/scripts.ts'

type Shell = keyof typeof SCRIPTS

const SHELLS: readonly Shell[] = ['bash', 'zsh', 'fish']

async function printScript (cx: Context, shell: Shell): Promise<void> {
  await cx.io.out(SCRIPTS[shell])
}

const HELP = `
It completes commands, options, files, and the categories, accounts, tags and
payees of your own book.

In this shell                        In every new one: put the line into
  source <(fintrack completion bash)   ~/.bashrc
  source <(fintrack completion zsh)    ~/.zshrc
  fintrack completion fish | source    ~/.config/fish/config.fish

Examples:
  fintrack completion bash >> ~/.bash_completion
`

export function define (command: Command, cx: Context, run = printScript): void {
  command
    .addArgument(new Argument('<shell>', 'the shell that is to complete').choices(SHELLS))
    .addHelpText('after', HELP)
    .action((shell: Shell) => run(cx, shell))
}
