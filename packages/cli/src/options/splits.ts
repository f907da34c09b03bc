/** The parts of a split transaction as a person types them: `groceries=45`, `@loan=300`, `household` for the rest. */
import type { SplitInput } from '@fintrack/contract/transactions'
import { quote } from '@fintrack/contract/text'
import { usage } from '../errors/usage.ts'
import { readAmount, typedAmount, type TypedAmount } from './amount.ts'
import { amountLess, amountSum, compareAmounts, isZero, negated } from './decimals.ts'

export interface TypedPart {
  /** Of a category, or of an account. */
  readonly name: string
  readonly isAccount: boolean
  /** Undefined takes what the others leave. */
  readonly amount?: TypedAmount
}

export const SPLIT_FORMS = 'category=amount; a category alone takes the rest, @account=amount goes to an account'

/** @throws UserError 'usage' for what is no part, and where two would take the rest */
export function parseParts (texts: readonly string[], flag: string): TypedPart[] {
  const parts = texts.map((text): TypedPart => {
    const at = text.lastIndexOf('=')
    const named = (at < 0 ? text : text.slice(0, at)).trim()
    const isAccount = named.startsWith('@')
    const name = isAccount ? named.slice(1).trim() : named
    if (name === '') {
      throw usage(`${flag} ${quote(text)} names no ${isAccount ? 'account' : 'category'}.`,
        'Write one such as groceries=45, or @loan=300 for what goes to an account.')
    }
    if (at < 0) return { name, isAccount }
    return { name, isAccount, amount: typedAmount(text.slice(at + 1).trim(), `${flag} ${name}`) }
  })
  const [, second] = parts.filter(({ amount }) => amount === undefined)
  if (second !== undefined) {
    throw usage(`Two parts would take the rest; ${quote(second.name)} needs an amount.`, `Write ${second.name}=5.`)
  }
  if (parts.length === 1) {
    throw usage('A split has two parts or more.', `Give ${flag} for each of them, such as groceries=45 and household.`)
  }
  return parts
}

function inputOf ({ name, isAccount }: TypedPart, amount: string): SplitInput {
  return isAccount ? { to_account: name, amount } : { category: name, amount }
}

/** Of an amount whose parts are typed. */
export interface Whole {
  readonly amount: string
  /** Whether the parts are typed without its sign. */
  readonly isRefund?: boolean
  /** Asks for its currency, where a part can be read two ways. */
  readonly currencyOf: () => Promise<string>
}

/**
 * The parts of an amount.
 * @throws UserError 'usage' where the others leave nothing for the one that takes the rest
 */
export async function splitsFor (
  parts: readonly TypedPart[], { amount, isRefund = false, currencyOf }: Whole
): Promise<SplitInput[]> {
  const given = await Promise.all(parts.map(async ({ amount: typed }) => {
    const own = typed && await readAmount(typed, currencyOf)
    return own !== undefined && isRefund ? negated(own) : own
  }))
  const others = given.filter((one) => one !== undefined)
  const rest = amountLess(amount, others)
  return parts.map((part, at) => {
    const own = given[at]
    if (own !== undefined) return inputOf(part, own)
    if (isZero(rest) || (compareAmounts(rest, '0') < 0) !== (compareAmounts(amount, '0') < 0)) {
      throw usage(
        `The other parts sum to ${amountSum(others)}, which leaves nothing of ${amount} for ${quote(part.name)}.`,
        'Give smaller parts, or leave this one out.'
      )
    }
    return inputOf(part, rest)
  })
}
