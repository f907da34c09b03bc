/** What a list of transactions sums to, by currency: transfers apart. */
import { formatAmount } from '@fintrack/contract/money'
import { counted } from '@fintrack/contract/text'
import type { Transaction } from '@fintrack/contract/transactions'
import { isZero } from '../../options/decimals.ts'
import { grouped, unitsOf } from '../../render/format.ts'
import type { View } from '../../render/view.ts'
import { linesOf, type Filters } from './parts.ts'

interface Total {
  readonly currency: string
  readonly income: string
  /** What was spent, without what came back. */
  readonly expenses: string
  readonly refunds: string
  /** Income less expenses, with the refunds. */
  readonly net: string
  /** What went from one account to another; in a list of one account, what came into it that way less what left it. */
  readonly transfers: string
  readonly count: number
}

export const TOTAL_VIEW: View<Total> = {
  noun: { one: 'total', many: 'totals' },
  columns: [
    { name: 'currency', value: ({ currency }) => currency },
    ...(['income', 'expenses', 'refunds', 'net', 'transfers'] as const).map((name) => ({
      name, value: (row: Total) => row[name], text: (row: Total) => grouped(row[name]), align: 'right' as const,
    })),
    { name: 'count', value: ({ count }) => count, align: 'right' },
  ],
  keys: ['currency', 'income', 'expenses', 'refunds', 'net', 'transfers', 'count'],
}

interface Sums { income: bigint, expenses: bigint, refunds: bigint, transfers: bigint, count: number }

/** Sums rows as they come by. */
export class Totals {
  readonly #sums = new Map<string, Sums>()
  #count = 0

  /** How many rows there were. */
  get count (): number {
    return this.#count
  }

  /** @param filters of the list that it is in */
  add (row: Transaction, filters: Filters): void {
    this.#count += 1
    const sums = this.#sumsOf(currencyOf(row))
    sums.count += 1
    if (row.type === 'transfer') {
      sums.transfers += unitsOf(filters.account === undefined ? row.amount : row.signed_amount)
      return
    }
    for (const line of linesOf(row, filters)) {
      if (line.to_account !== null) {
        sums.transfers += unitsOf(filters.account === undefined ? line.amount : line.signed_amount)
      } else if (!isZero(line.signed_amount)) {
        this.#addEffect(sums, line)
      }
    }
  }

  rows (): Total[] {
    return [...this.#sums].toSorted(([one], [other]) => one < other ? -1 : 1).map(([currency, sums]) => {
      const money = (units: bigint) => formatAmount(units, currency)
      const { income, expenses, refunds, transfers, count } = sums
      return {
        currency, income: money(income), expenses: money(expenses), refunds: money(refunds),
        net: money(income - expenses + refunds), transfers: money(transfers), count,
      }
    })
  }

  /** `3 transactions in USD: income 3,200.00, expenses 412.50, net 2,787.50; transfers 500.00.` */
  sentences (): string[] {
    return this.rows().map((total) => {
      const { currency, net, transfers, count } = total
      const parts = (['income', 'expenses', 'refunds'] as const)
        .filter((name) => unitsOf(total[name]) !== 0n).map((name) => `${name} ${grouped(total[name])}, `)
      const moved = unitsOf(transfers) === 0n ? '' : `; transfers ${grouped(transfers)}`
      return `${counted(count, 'transaction')} in ${currency}: ${parts.join('')}net ${grouped(net)}${moved}.`
    })
  }

  #addEffect (sums: Sums, { type, amount }: Transaction): void {
    const units = unitsOf(amount)
    if (type === 'income') sums.income += units
    else if (units < 0n) sums.refunds -= units
    else sums.expenses += units
  }

  #sumsOf (currency: string): Sums {
    const known = this.#sums.get(currency)
    if (known !== undefined) return known
    const none = { income: 0n, expenses: 0n, refunds: 0n, transfers: 0n, count: 0 }
    this.#sums.set(currency, none)
    return none
  }
}

/** Of what a row does: what arrives may be in another currency than what leaves. */
function currencyOf ({ currency, to_currency: arriving, signed_amount: signed }: Transaction): string {
  return arriving === null || signed.startsWith('-') || isZero(signed) ? currency : arriving
}
