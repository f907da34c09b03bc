import { quote } from '@fintrack/contract/text'
import type { Command } from 'commander'
import type { Context } from '../../context.ts'
import { usage } from '../../errors/usage.ts'
import { shellWords } from '../../options/shell-words.ts'
import { asksForRows, newOutput, say } from '../../output/output.ts'
import { streamOf } from '../../render/view.ts'
import { aliasesOf, isCommand, requireCommand } from '../../shapes/aliases.ts'
import { rootOf } from '../../shapes/lazy-command.ts'
import { takes } from '../../shapes/takes.ts'
import { ALIAS_VIEW, type AliasRow } from './view.ts'

async function setAlias (cx: Context, { name, expansion }: AliasRow, program: Command): Promise<void> {
  if (!/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,31}$/u.test(name)) {
    throw usage(`${quote(name)} is not a name for an alias.`,
      'An alias has 1 to 32 letters, digits or . _ - and begins with a letter or digit.')
  }
  if (isCommand(program, name)) {
    throw usage(`${name} is a command, and an alias cannot take its place.`, 'Choose another name.')
  }
  const output = newOutput(cx, ALIAS_VIEW)
  const words = await shellWords(expansion)
  await cx.store.locked(async () => {
    const config = cx.store.config()
    const aliases = aliasesOf(config)
    const old = aliases.get(name)
    requireCommand(program, expansion, words, new Map([...aliases, [name, expansion]]))
    await cx.store.saveConfig({ ...config, aliases: new Map([...aliases, [name, expansion]]) })
    if (asksForRows(cx)) await output.written(streamOf({ name, expansion }), true)
    say(cx, old === undefined || old === expansion
      ? `\`fintrack ${name}\` is \`fintrack ${expansion}\` now.`
      : `\`fintrack ${name}\` is \`fintrack ${expansion}\` now; it was \`fintrack ${old}\`.`)
  })
}

const EXAMPLES = `
Words after an alias stand at its end, or where it says $1, $2 and so on.

Examples:
  fintrack alias set k 'tx list --category kids'
  fintrack k --month last
  fintrack alias set coffee 'tx add $1 coffee "flat white"'
  fintrack coffee 3.20
`

export function define (command: Command, cx: Context, run = setAlias): void {
  takes(command, { name: 'alias', expansion: 'text' })
  command
    .argument('<name>', 'what you will type, such as k')
    .argument('<expansion>', 'a command and its options, quoted as one word')
    .addHelpText('after', EXAMPLES)
    .action((name: string, expansion: string) => run(cx, { name, expansion: expansion.trim() }, rootOf(command)))
}
