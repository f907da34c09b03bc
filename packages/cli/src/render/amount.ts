/** Amounts of a reply, which are texts in their currency's own digits, for people and for arithmetic. */

/** Grouped by thousands: `1234.50` is `1,234.50`. */
export function grouped (amount: string): string {
  const [whole = '', ...decimals] = amount.split('.')
  return [whole.replace(/\B(?=(?:[0-9]{3})+$)/g, ','), ...decimals].join('.')
}

/** The amount in minor units: `12.50` is 1250. */
export function unitsOf (amount: string): bigint {
  return BigInt(amount.replace('.', ''))
}
