/** `fintrack account list` */
import { listAccounts, type Account, type AccountFilters } from '@fintrack/contract/accounts'
import { formatAmount } from '@fintrack/contract/money'
import { counted, listed } from '@fintrack/contract/text'
import { Option, type Command } from 'commander'
import { pagesOf } from '../../api/pages.ts'
import type { Context } from '../../context.ts'
import { DAY_FORMS, parseDay } from '../../options/day.ts'
import { withoutUndefined } from '../../options/without-undefined.ts'
import { asksForRows, say } from '../../output/output.ts'
import { unitsOf } from '../../render/format.ts'
import type { Pages } from '../../render/view.ts'
import { listLines } from '../../shapes/list-command.ts'
import { ACCOUNT_VIEW, EVERY_ACCOUNT_VIEW, money } from './view.ts'

/** The sum of the balances in each currency, in minor units. */
type Totals = Map<string, bigint>

async function * added (pages: Pages<Account>, totals: Totals, seen: { count: number }): AsyncGenerator<Account[]> {
  for await (const page of pages) {
    for (const { currency, balance } of page) totals.set(currency, (totals.get(currency) ?? 0n) + unitsOf(balance))
    seen.count += page.length
    yield [...page]
  }
}

/** `, without 2 archived accounts`; nothing where none is. */
async function describeArchived (cx: Context): Promise<string> {
  const api = await cx.api()
  let count = 0
  for await (const page of pagesOf((query) => api.call(listAccounts, { query: { archived: true, ...query } }))) {
    count += page.length
  }
  return count === 0 ? '' : `, without ${counted(count, 'archived account')}`
}

const NONE_YET = 'There are no accounts yet; `fintrack account add checking` adds one.'

/** @param filters without `archived` all of them */
async function listWithTotals (cx: Context, filters: AccountFilters): Promise<void> {
  const totals: Totals = new Map()
  const seen = { count: 0 }
  await listLines(cx, filters.archived === undefined ? EVERY_ACCOUNT_VIEW : ACCOUNT_VIEW, {
    fetch: (api, page) => api.call(listAccounts, { query: { ...filters, ...page } }),
    empty: filters.archived === true ? 'No account is archived.' : NONE_YET,
  }, (pages) => added(pages, totals, seen))
  if (seen.count < 2 || !cx.io.stdoutIsTerminal || asksForRows(cx)) return
  const sums = listed([...totals].map(([currency, sum]) => money(formatAmount(sum, currency), currency)))
  say(cx, `Total: ${sums}${filters.archived === false ? await describeArchived(cx) : ''}.`)
}

interface Flags { readonly on?: string, readonly archived?: boolean, readonly all?: boolean }

export function define (command: Command, cx: Context, run = listWithTotals): void {
  command
    .option('--on <day>', `with the balances at the end of this day: ${DAY_FORMS}`)
    .option('--archived', 'only those that are archived')
    .addOption(new Option('--all', 'with those that are archived').conflicts('archived'))
    .addHelpText('after', '\nExamples:\n  fintrack account list\n  fintrack account list --on 2024-05-31\n')
    .action(({ on, archived = false, all = false }: Flags) => run(cx, withoutUndefined({
      archived: all ? undefined : archived,
      on: on === undefined ? undefined : parseDay(on, cx.today(), '--on'),
    })))
}
