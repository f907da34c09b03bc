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

/**
 * An amount as the API takes it.
 * @param currency the one that is given, or that the book is set to: with three decimals of its own `1.234` has one
 * reading
 * @param name what the sentence calls it, such as `--min`
 * @throws UserError 'usage' for what is no amount, or can be read two ways
 */
export function parseAmountText (text: string, currency: string, name: string): string {
  const [, whole, separator, group] = TWO_READINGS.exec(text) ?? []
  if (whole !== undefined && !(separator === '.' && digitsOf(currency) >= 3)) {
    throw usage(`${name} ${quote(text)} can be read two ways: as ${whole}${group} or as ${whole}.${group}.`,
      `Write ${whole}${group} or ${whole}.${group?.slice(0, 2)}. ` +
      'For a currency with three decimals, give --currency or set FINTRACK_CURRENCY.')
  }
  if (AMOUNT.test(text)) return text
  const meant = rewritten(text)
  throw usage(`${name} ${quote(text)} is not an amount.`,
    `Write ${meant === undefined ? 'digits with at most one point, such as 12.50' : meant}.`)
}

/** An ISO 4217 code, in any case. @throws UserError 'usage' */
export function parseCurrency (text: string): string {
  const code = text.toUpperCase()
  if (isCurrency(code)) return code
  const near = CURRENCIES.filter((one) => one.slice(0, 2) === code.slice(0, 2)).slice(0, 5)
  throw usage(`--currency is ${quote(text)}, which is not an ISO 4217 currency code.`,
    near.length === 0 ? 'Write one such as EUR.' : `Write one such as ${near.join(', ')}.`)
}
