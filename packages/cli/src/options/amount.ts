/** Amounts as a person types them. They go to the API as text; only what can be read two ways is refused here. */
import { AMOUNT_PATTERN, CURRENCIES, digitsOf, isCurrency } from '@fintrack/contract/money'
import { quote } from '@fintrack/contract/text'
import { usage } from '../errors/usage.ts'

const AMOUNT = new RegExp(AMOUNT_PATTERN)
/** One separator, and behind it the three digits of a group: `1.234` is 1234 in half of the world. */
const TWO_READINGS = /^(-?[1-9][0-9]{0,2})([.,])([0-9]{3})$/
/** Digits in groups of three, or a decimal comma: a person can read them, and so can the hint. */
const GROUPED = /^-?[0-9]{1,3}(?:([,.' ])[0-9]{3})(?:\1[0-9]{3})*(?:(?!\1)[.,][0-9]*)?$/
const DECIMAL_COMMA = /^-?[0-9]*,[0-9]+$/

/** The amount as the API takes it, for the hint; undefined where nobody can tell. */
function rewritten (text: string): string | undefined {
  if (!GROUPED.test(text) && !DECIMAL_COMMA.test(text)) return undefined
  const separators = Array.from(text.matchAll(/[^0-9-]/g), ([sign]) => sign)
  const last = separators.at(-1)
  const whole = text.replace(/[^0-9-]/g, '')
  // What stands once is the decimal separator; what stands twice, or is a space or an apostrophe, makes groups.
  if (last === undefined || !',.'.includes(last) || separators.indexOf(last) < separators.length - 1) return whole
  const decimals = text.length - text.lastIndexOf(last) - 1
  return `${whole.slice(0, whole.length - decimals)}.${whole.slice(whole.length - decimals)}`
}

/** An amount as it was typed; how it is read may depend on its currency. */
export interface TypedAmount {
  readonly text: string
  /** What a sentence calls it, such as `--min`. */
  readonly name: string
}

/** @throws UserError 'usage' for what is no amount in any currency */
export function typedAmount (text: string, name: string): TypedAmount {
  if (AMOUNT.test(text) || TWO_READINGS.test(text)) return { text, name }
  const meant = rewritten(text)
  throw usage(`${name} ${quote(text)} is not an amount.`,
    `Write ${meant === undefined ? 'digits with at most one point, such as 12.50' : meant}.`)
}

/** `USD has 2 decimals` */
function decimalsOf (currency: string): string {
  const digits = digitsOf(currency)
  return `${currency} has ${digits === 0 ? 'no' : digits} decimals`
}

/**
 * An amount as the API takes it.
 * @param currency of the amount: with three decimals of its own `1.234` has one reading
 * @throws UserError 'usage' for what can be read two ways
 */
function amountIn ({ text, name }: TypedAmount, currency: string): string {
  const [, whole = '', separator, group = ''] = TWO_READINGS.exec(text) ?? []
  const digits = digitsOf(currency)
  if (whole === '' || (separator === '.' && digits >= 3)) return text
  const small = digits === 0 ? whole : `${whole}.${group.slice(0, digits)}`
  throw usage(`${name} ${quote(text)} can be read two ways: as ${whole}${group} or as ${whole}.${group}.`,
    `Write ${whole}${group} or ${small}: ${decimalsOf(currency)}.`)
}

/** The same for an amount whose currency has to be asked for: it is, where the amount can be read two ways. */
export async function readAmount (typed: TypedAmount, currencyOf: () => Promise<string>): Promise<string> {
  return TWO_READINGS.test(typed.text) ? amountIn(typed, await currencyOf()) : typed.text
}

/** An amount whose currency is known. @throws UserError 'usage' for what is no amount, or can be read two ways */
export function parseAmountText (text: string, currency: string, name: string): string {
  return amountIn(typedAmount(text, name), currency)
}

/** An ISO 4217 code, in any case. @throws UserError 'usage' */
export function parseCurrency (text: string): string {
  const code = text.toUpperCase()
  if (isCurrency(code)) return code
  const near = CURRENCIES.filter((one) => one.slice(0, 2) === code.slice(0, 2)).slice(0, 5)
  throw usage(`--currency is ${quote(text)}, which is not an ISO 4217 currency code.`,
    near.length === 0 ? 'Write one such as EUR.' : `Write one such as ${near.join(', ')}.`)
}
