/**
 * Money is a whole number of a currency's minor units (cents, fils, yen), and text at every edge.
 * No step of it goes through a float.
 */
import { counted, quote } from './text.ts'

declare const minorBrand: unique symbol

/** A whole number of minor units, at most `MAX_MINOR` either way, so always a safe integer. */
export type Minor = number & { readonly [minorBrand]: true }

/** The largest amount of one row, or of a part of one, either way. Sums of many may be more than 64 bits hold. */
export const MAX_MINOR = 10_000_000_000_000
const MAX_MINOR_DIGITS = String(MAX_MINOR).length

/**
 * An optional minus, digits and at most one point; the currency's own digits are checked by `parseAmount`.
 * It matches no digit in two ways, so that it refuses a long text that is not an amount in linear time.
 */
export const AMOUNT_PATTERN = '^-?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)$'

const AMOUNT = new RegExp(AMOUNT_PATTERN)

/**
 * Minor-unit digits by ISO 4217's list one; codes withdrawn since 2010, which older books still hold, have the digits
 * that it last gave them. Codes without a minor unit (XAU, XDR, XTS, XXX, …) are not money here.
 */
const CODES_BY_DIGITS = {
  0: 'BIF BYR CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2: `AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE
    CHF CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EEK EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD
    HNL HRK HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL LTL LVL MAD MDL MGA MKD MMK MNT
    MOP MRO MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD
    SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STD STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN USS UYU
    UZS VED VEF VES WST XAD XCD XCG YER ZAR ZMK ZMW ZWG ZWL`,
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
} as const

const DIGITS: ReadonlyMap<string, number> = new Map(
  Object.entries(CODES_BY_DIGITS).flatMap(([digits, codes]) =>
    codes.split(/\s+/).map((code): [string, number] => [code, Number(digits)]))
)

/** Every currency code, in alphabetical order. */
export const CURRENCIES: readonly string[] = [...DIGITS.keys()].sort()

export function isCurrency (code: string): boolean {
  return DIGITS.has(code)
}

/** The number of decimals of a currency. Throws a RangeError for a code that is not in ISO 4217. */
export function digitsOf (currency: string): number {
  const digits = DIGITS.get(currency)
  if (digits === undefined) throw new RangeError(`${quote(currency)} is not an ISO 4217 currency code.`)
  return digits
}

/** Brands an integer as an amount of minor units. Throws a RangeError for a number that cannot be one. */
export function minor (value: number): Minor {
  if (!Number.isSafeInteger(value) || Math.abs(value) > MAX_MINOR) {
    throw new RangeError(`${value} is not a number of minor units.`)
  }
  return value as Minor
}

/** An amount, or the sentence that says what is wrong with the text. */
export type ParsedAmount = { readonly minor: Minor } | { readonly fault: string }

/**
 * Reads an amount exactly: an optional `-`, ASCII digits, at most one `.`, no more decimals than the currency has.
 * A JSON number counts as its shortest text.
 */
export function parseAmount (value: string | number, currency: string): ParsedAmount {
  const text = String(value)
  if (!AMOUNT.test(text)) {
    return { fault: `${quote(text)} is not an amount: write digits with at most one point, such as 12.50.` }
  }
  const digits = digitsOf(currency)
  const negative = text.startsWith('-')
  const [whole = '', decimals = ''] = text.slice(negative ? 1 : 0).split('.')
  if (decimals.length > digits) {
    const allowed = digits === 0 ? 'none' : `at most ${digits}`
    return { fault: `${quote(text)} has ${counted(decimals.length, 'decimal')}; ${currency} takes ${allowed}.` }
  }
  const units = (whole + decimals.padEnd(digits, '0')).replace(/^0+/, '')
  if (negative && units === '') return { fault: `${quote(text)} is not an amount: write 0 without a sign.` }
  // Compares lengths first: turning a long text into a number takes more than linear time.
  if (units.length > MAX_MINOR_DIGITS || BigInt(units) > BigInt(MAX_MINOR)) {
    return { fault: `${quote(text)} is too large: the most is ${formatMoney(MAX_MINOR, currency)}.` }
  }
  return { minor: minor(Number(negative ? `-${units}` : units)) }
}

/** A decimal number that is of no currency yet. Its digits have no zeros before and behind them that say nothing. */
export interface Decimal { readonly negative: boolean, readonly whole: string, readonly decimals: string }

/** Reads a number exactly, with however many decimals. @returns it, or the sentence that says what is wrong */
export function parseDecimal (text: string): Decimal | { readonly fault: string } {
  if (!AMOUNT.test(text)) {
    return { fault: `${quote(text)} is not an amount: write digits with at most one point, such as 12.50.` }
  }
  const negative = text.startsWith('-')
  const [whole = '', decimals = ''] = text.slice(negative ? 1 : 0).split('.')
  // Not by an expression: to look for zeros at an end takes more than linear time.
  let end = decimals.length
  while (decimals[end - 1] === '0') end -= 1
  const decimal = { negative, whole: whole.replace(/^0+/, ''), decimals: decimals.slice(0, end) }
  if (negative && decimal.whole === '' && decimal.decimals === '') {
    return { fault: `${quote(text)} is not an amount: write 0 without a sign.` }
  }
  // Compares lengths first: turning a long text into a number takes more than linear time.
  if (decimal.whole.length > MAX_MINOR_DIGITS || BigInt(decimal.whole) > BigInt(MAX_MINOR)) {
    return { fault: `${quote(text)} is too large: the most of any currency is ${MAX_MINOR}.` }
  }
  return decimal
}

/** Whether one number is less than another. */
export function isLess (one: Decimal, other: Decimal): boolean {
  if (one.negative !== other.negative) return one.negative
  const [small, large] = one.negative ? [other, one] : [one, other]
  if (small.whole.length !== large.whole.length) return small.whole.length < large.whole.length
  // Digits in ASCII are in their order, and a text comes before what it begins.
  return small.whole === large.whole ? small.decimals < large.decimals : small.whole < large.whole
}

/**
 * A bound in minor units: the least number of them that is not below a decimal number, or the largest one that is not
 * above it. `10.5` of EUR is 1050 either way; of JPY, the least is 11 and the most is 10. What no row can have is one
 * more than the largest amount.
 */
export function boundIn (currency: string, { negative, whole, decimals }: Decimal, kind: 'least' | 'most'): number {
  const digits = digitsOf(currency)
  const units = BigInt(whole + decimals.slice(0, digits).padEnd(digits, '0'))
  // What is left is cut off: towards zero.
  const away = decimals.length > digits && (kind === 'most') === negative ? 1n : 0n
  const bound = Number(units + away > BigInt(MAX_MINOR) ? MAX_MINOR + 1 : units + away)
  return negative ? -bound : bound
}

/** Minor units as a decimal text with exactly the currency's digits: 1250 of USD is `12.50`. */
export function formatAmount (units: bigint | number, currency: string): string {
  const digits = digitsOf(currency)
  const value = BigInt(units)
  const sign = value < 0n ? '-' : ''
  const text = (value < 0n ? -value : value).toString().padStart(digits + 1, '0')
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`
}

/** The same with its currency, as a sentence has it: `12.50 EUR`. */
export function formatMoney (units: bigint | number, currency: string): string {
  return `${formatAmount(units, currency)} ${currency}`
}

/** Whole-number division that rounds towards minus infinity, as the remainders below need it. */
function floorDivide (dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor
  return quotient * divisor !== dividend && (dividend < 0n) !== (divisor < 0n) ? quotient - 1n : quotient
}

/** Tenths as a decimal text with one digit: 521 is `52.1`. */
function formatTenths (tenths: bigint): string {
  const sign = tenths < 0n ? '-' : ''
  const text = (tenths < 0n ? -tenths : tenths).toString().padStart(2, '0')
  return `${sign}${text.slice(0, -1)}.${text.slice(-1)}`
}

/**
 * Each part's percentage of their sum, one decimal, by largest remainder (Hamilton's method), so that the shares
 * sum to 100.0 exactly. All null where the parts sum to 0. A share may be negative or over 100.
 */
export function sharesOf (parts: readonly bigint[]): (string | null)[] {
  const total = parts.reduce((sum, part) => sum + part, 0n)
  if (total === 0n) return parts.map(() => null)
  const exact = parts.map((part, at) => {
    const floor = floorDivide(part * 1000n, total)
    const remainder = part * 1000n - floor * total
    return { at, floor, remainder: total < 0n ? -remainder : remainder }
  })
  const missing = Number(1000n - exact.reduce((sum, { floor }) => sum + floor, 0n))
  const byRemainder = exact.toSorted((a, b) => {
    if (a.remainder === b.remainder) return a.at - b.at
    return a.remainder > b.remainder ? -1 : 1
  })
  const raised = new Set(byRemainder.slice(0, missing).map(({ at }) => at))
  return exact.map(({ at, floor }) => formatTenths(raised.has(at) ? floor + 1n : floor))
}

/** `part` as a percentage of `whole`, one decimal, halves away from zero; null where `whole` is 0. */
export function percentOf (part: bigint, whole: bigint): string | null {
  if (whole === 0n) return null
  const negative = (part < 0n) !== (whole < 0n)
  const [dividend, divisor] = [part < 0n ? -part : part, whole < 0n ? -whole : whole]
  const tenths = (dividend * 2000n + divisor) / (divisor * 2n)
  return formatTenths(negative ? -tenths : tenths)
}
