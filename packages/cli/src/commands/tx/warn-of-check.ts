/** What a change of a transaction does to checks of balances that agreed. */
import { listBalanceChecks } from '@fintrack/contract/accounts'
import type { Transaction } from '@fintrack/contract/transactions'
import type { Context } from '../../context.ts'
import { say } from '../../output/output.ts'

/** A balance that a transaction moves. */
interface Side {
  readonly account: number | null
  readonly name: string | null
  /** The day from which it does. */
  readonly date: string
  readonly effect: string
}

function sidesOf (row: Transaction): Side[] {
  const { type, amount, date, account_name: name, to_account_name: toName } = row
  return [
    { account: row.account, name, date, effect: `${type} ${amount}` },
    { account: row.to_account, name: toName, date: row.to_date ?? date, effect: `arriving ${row.to_amount ?? amount}` },
    ...row.splits.map((part): Side => ({
      account: part.to_account, name: part.to_account_name, date, effect: `part of ${type} ${part.amount}`,
    })),
  ]
}

/** What a side does, or several sides of one account do, as a text to compare. */
function effectOn (account: number, sides: readonly Side[]): string {
  return sides.filter((side) => side.account === account).map(({ date, effect }) => `${date} ${effect}`).join(', ')
}

/** The accounts whose balances are others now, each with the first day from which they are. */
function movedSides (before: Transaction, after: Transaction | undefined): Side[] {
  const [sides, now] = [sidesOf(before), after === undefined ? [] : sidesOf(after)]
  return sides.filter(({ account }, at) => account !== null &&
    sides.findIndex((side) => side.account === account) === at &&
    effectOn(account, sides) !== effectOn(account, now))
}

/**
 * Warns where balances that were checked counted a transaction that is another now, or is gone. No failure to ask for
 * the checks turns a write that was done into one that failed.
 * @param before the row as it was
 * @param after as it is now; undefined where it is gone
 */
export async function warnOfCheck (cx: Context, before: Transaction, after?: Transaction): Promise<void> {
  if (!before.checked || cx.globals.quiet) return
  for (const side of movedSides(before, after)) {
    const day = await describeCheck(cx, side)
    if (day === undefined) continue
    say(cx, `warning: the balance of ${side.name} was checked${day}, and transaction ${before.id} counted in it; ` +
      'check it again.')
  }
}

/** ` on 2024-05-31`, of the last check that agreed; undefined where none counted the side. */
async function describeCheck (cx: Context, { account, date }: Side): Promise<string | undefined> {
  try {
    const api = await cx.api()
    const { body: [last] } = await api.call(listBalanceChecks, { id: Number(account), query: { limit: 1 } })
    return last === undefined || last.date < date ? undefined : ` on ${last.date}`
  } catch {
    return ''
  }
}
