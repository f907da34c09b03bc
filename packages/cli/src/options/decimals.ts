/** Exact arithmetic with amounts whose currency is not known: decimal texts, as `parseAmountText` lets them through. */

function decimalsOf (text: string): string {
  return text.split('.')[1] ?? ''
}

/** In units of the smallest decimal place of all. */
function scaled (texts: readonly string[]): { readonly units: readonly bigint[], readonly digits: number } {
  const digits = Math.max(0, ...texts.map((text) => decimalsOf(text).length))
  const units = texts.map((text) => {
    const [whole = ''] = text.replace('-', '').split('.')
    const value = BigInt(whole + decimalsOf(text).padEnd(digits, '0'))
    return text.startsWith('-') ? -value : value
  })
  return { units, digits }
}

function written (units: bigint, digits: number): string {
  const text = (units < 0n ? -units : units).toString().padStart(digits + 1, '0')
  const sign = units < 0n ? '-' : ''
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`
}

/** Below 0 where the first is less. */
export function compareAmounts (one: string, other: string): number {
  const { units: [a = 0n, b = 0n] } = scaled([one, other])
  return a === b ? 0 : a < b ? -1 : 1
}

/** `60` less `45.5` is `14.5`. */
export function amountLess (amount: string, parts: readonly string[]): string {
  const { units: [whole = 0n, ...others], digits } = scaled([amount, ...parts])
  return written(others.reduce((rest, part) => rest - part, whole), digits)
}

export function amountSum (parts: readonly string[]): string {
  const { units, digits } = scaled(parts)
  return written(units.reduce((sum, part) => sum + part, 0n), digits)
}

/** Of an amount that is written in any way: whether it is 0. */
export function isZero (amount: string): boolean {
  return !/[1-9]/.test(amount)
}

/** With its sign turned; 0 has none. */
export function negated (amount: string): string {
  if (isZero(amount)) return amount
  return amount.startsWith('-') ? amount.slice(1) : `-${amount}`
}
