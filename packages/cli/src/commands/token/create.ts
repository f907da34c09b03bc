import { SCOPES, type Scope } from '@fintrack/contract/choices'
import { createToken } from '@fintrack/contract/tokens'
import { Option, type Command } from 'commander'
import type { Context } from '../../context.ts'
import { parseDays } from '../../options/numbers.ts'
import { withoutUndefined } from '../../options/without-undefined.ts'
import { asksForRows, newOutput, say } from '../../output/output.ts'
import { visible } from '../../render/safe-text.ts'
import { streamOf } from '../../render/view.ts'
import { takes } from '../../shapes/takes.ts'
import { describeToken, NEW_TOKEN_VIEW } from './view.ts'

interface CreateOptions {
  readonly name: string
  readonly scope: Scope
  /** Days until it ends by itself; undefined for never. */
  readonly days: number | undefined
}

/** The token is what a pipeline wants, so it is data: alone on standard output, on a terminal too. */
async function createAccessToken (cx: Context, { name, scope, days }: CreateOptions): Promise<void> {
  const output = newOutput(cx, NEW_TOKEN_VIEW)
  const { body: token } = await (await cx.api()).call(createToken, {
    body: { name, scope, ...withoutUndefined({ expires_in_days: days }) },
  })
  try {
    if (asksForRows(cx)) await output.written(streamOf(token), true)
    else await cx.io.out(`${visible(token.token)}\n`)
  } finally {
    say(cx, `Created the token ${describeToken(token)}. It is shown only this once.`)
    say(cx, howToUse(cx))
  }
}

function howToUse (cx: Context): string {
  const destination = cx.destination()
  return destination.kind === 'server'
    ? `To use it, set FINTRACK_SERVER=${destination.address} and FINTRACK_TOKEN=<the token>.`
    : 'To use it while `fintrack serve` runs, set FINTRACK_SERVER=<its address> and FINTRACK_TOKEN=<the token>.'
}

const EXAMPLES = `
Examples:
  fintrack token create backup > token.txt
  fintrack token create cron --scope read-write --expires-days 365
`

export function define (command: Command, cx: Context, run = createAccessToken): void {
  takes(command, { name: 'text' })
  command
    .argument('<name>', 'what it is for')
    .addOption(new Option('--scope <scope>', 'what it may do').choices(SCOPES).default('read'))
    .option('--expires-days <number>', 'expire after this many days (default: never)', parseDays)
    .addHelpText('after', EXAMPLES)
    .action((name: string, { scope, expiresDays }: { scope: Scope, expiresDays?: number }) =>
      run(cx, { name, scope, days: expiresDays }))
}
