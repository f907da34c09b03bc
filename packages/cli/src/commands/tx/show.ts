import type { Split, Transaction } from '@fintrack/contract/transactions'
import type { Command } from 'commander'
import type { Context } from '../../context.ts'
import { parseIds } from '../../options/numbers.ts'
import { newOutput } from '../../output/output.ts'
import { grouped } from '../../render/format.ts'
import { visible, visibleLines } from '../../render/safe-text.ts'
import { streamOf } from '../../render/view.ts'
import { readTransactions } from '../../shapes/find-rows.ts'
import { TRANSACTION_VIEW } from './view.ts'

async function showTransactions (cx: Context, ids: readonly number[]): Promise<void> {
  const output = newOutput(cx, TRANSACTION_VIEW)
  const rows = (await readTransactions(cx, ids)).map(({ row }) => row)
  const { output: format = 'table', fields } = cx.globals
  if (format === 'table' && fields === undefined) return cx.io.out(rows.map(documentOf).join('\n'))
  await output.written(streamOf(...rows), ids.length === 1)
}

function arriving ({ to_amount: amount, to_currency: currency }: Transaction): string {
  return amount === null ? '' : `${grouped(amount)} ${currency}`
}

/** `45.00  Groceries, milk` */
function describePart ({ category_name: category, to_account_name: account, amount, description }: Split): string {
  const use = account === null ? category ?? 'no category' : `to ${account}`
  return `${grouped(amount)}  ${visible([use, description].filter((text) => text !== '').join(', '))}`
}

/** A line for each field; the same document for a terminal and a pipe. */
function documentOf (row: Transaction): string {
  const label = (name: string) => name.padEnd(13)
  const lines: ReadonlyArray<readonly [string, string]> = [
    ['Date', row.date],
    ['Amount', `${grouped(row.amount)} ${row.currency}`],
    ['Type', row.type],
    ['Category', visible(row.category_name ?? '')],
    ['Account', visible(row.account_name ?? '')],
    ['To', visible(row.to_account_name ?? '')],
    ['Arrives', [arriving(row), row.to_date ?? ''].filter((text) => text !== '').join(', ')],
    ['Parts', row.splits.map(describePart).join(`\n  ${label('')}`)],
    ['Tags', visible(row.tags.join(' '))],
    ['Payee', visible(row.payee ?? '')],
    ['Description', visibleLines(row.description).replaceAll('\n', `\n  ${label('')}`)],
    ['Added', row.created_at],
    ['Changed', row.updated_at === row.created_at ? '' : row.updated_at],
  ]
  const filled = lines.filter(([, text]) => text !== '').map(([name, text]) => `  ${label(name)}${text}\n`)
  return `Transaction ${row.id}\n${filled.join('')}`
}

export function define (command: Command, cx: Context, run = showTransactions): void {
  command
    .argument('<id...>', 'as `fintrack tx list` shows them')
    .addHelpText('after', '\nExamples:\n  fintrack tx show 17\n  fintrack tx show 17 18 -o json\n')
    .action((ids: string[]) => run(cx, parseIds(ids)))
}
