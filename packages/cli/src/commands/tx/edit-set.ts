/** Several transactions that are changed, or removed, by one request: all of them, or none. */
import { counted, listed } from '@fintrack/contract/text'
import { editTransactions, type TransactionSet } from '@fintrack/contract/transaction-sets'
import type { Transaction, TransactionChange } from '@fintrack/contract/transactions'
import type { Context } from '../../context.ts'
import { usage } from '../../errors/usage.ts'
import { withoutUndefined } from '../../options/without-undefined.ts'
import { asksForRows, say, type Output } from '../../output/output.ts'
import { grouped, unitsOf } from '../../render/format.ts'
import { streamOf } from '../../render/view.ts'
import { readTransactions } from '../../shapes/find-rows.ts'
import type { Edit } from './edit-in-editor.ts'
import { warnOfCheck } from './warn-of-check.ts'

interface Tags { readonly tag?: readonly string[], readonly untag?: readonly string[] }

/** What all of them get. @throws UserError 'usage' where that differs, such as the rest of their amounts */
function commonChange (edits: readonly Edit[]): TransactionChange {
  const [set = {}, ...others] = edits.map(({ change: { tags: _, ...fields } }) => fields)
  if (others.some((other) => JSON.stringify(other) !== JSON.stringify(set))) {
    throw usage('What is left for a part is not the same in all of these transactions.',
      'Give every part of --split its amount, or change them one by one.')
  }
  return set
}

/** @throws UserError 'usage' where the change is not the same for all of them; Problem what the book refuses */
export async function editSet (
  cx: Context, output: Output<Transaction>, edits: readonly Edit[], { tag, untag }: Tags
): Promise<void> {
  const set = commonChange(edits)
  const ids = edits.map(({ before }) => before.row.id)
  const body = { ids, set, ...withoutUndefined({ tag: tag && [...tag], untag: untag && [...untag] }) }
  const { body: done } = await (await cx.api()).call(editTransactions, { body })
  const wanted = edits.filter(({ before }) => before.row.checked || asksForRows(cx)).map(({ before }) => before.row.id)
  const now = new Map((await readTransactions(cx, wanted)).map(({ row }) => [row.id, row]))
  await output.written(streamOf(...edits.map(({ before: { row } }) => now.get(row.id) ?? row)), false)
  say(cx, describeEdited(done))
  for (const { before: { row } } of edits) {
    if (row.checked) await warnOfCheck(cx, row, now.get(row.id))
  }
}

/** `Changed 3 transactions: expenses 20.00 USD and income 5.00 EUR.` */
function describeEdited ({ count, unchanged, sums }: TransactionSet): string {
  if (count === 0) return `These ${counted(unchanged, 'transaction')} are like that already: ${describeSums(sums)}.`
  const rest = unchanged === 0 ? '' : ` ${unchanged} of them ${unchanged === 1 ? 'was' : 'were'} like that already.`
  return `Changed ${counted(count + unchanged, 'transaction')}: ${describeSums(sums)}.${rest}`
}

/** `expenses 20.00 USD and income 5.00 EUR` */
export function describeSums (sums: TransactionSet['sums']): string {
  const texts = sums.flatMap(({ currency, income, expenses, transfers }) =>
    Object.entries({ expenses, income, transfers }).filter(([, amount]) => unitsOf(amount) !== 0n)
      .map(([name, amount]) => `${name} ${grouped(amount)} ${currency}`))
  return texts.length === 0 ? 'nothing in sum' : listed(texts)
}
