/**
 * Sums of amounts that may be more than 64 bits hold: a million rows of the largest amount are, and so are some
 * thousand split rows. PostgreSQL sums exactly; SQLite refuses, so that it sums the upper and the lower 32 bits apart.
 * A sum leaves as text: SQLite's driver reads integers over 2^53 as floats.
 */
import type { dialectOf } from './dialect.ts'

const LOWER_BITS = 32n

/** The sum of an expression in SQL, as `readSum` reads it. */
export const SUM_OF: Readonly<Record<ReturnType<typeof dialectOf>, (expression: string) => string>> = {
  // The sign is in the upper bits.
  sqlite: (expression) =>
    `CAST(SUM((${expression}) >> 32) AS TEXT) || ' ' || CAST(SUM((${expression}) & 4294967295) AS TEXT)`,
  postgres: (expression) => `CAST(SUM(${expression}) AS TEXT)`,
}

/** A sum from its text. */
export function readSum (text: string): bigint {
  const [first = '', lower] = text.split(' ')
  return lower === undefined ? BigInt(first) : (BigInt(first) << LOWER_BITS) + BigInt(lower)
}
