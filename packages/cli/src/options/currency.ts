/** Currencies as a person types them. */
import { CURRENCIES, isCurrency } from '@fintrack/contract/money'
import { quote } from '@fintrack/contract/text'
import { usage } from '../fault.ts'

/** An ISO 4217 code, in any case. @throws Fault 'usage' */
export function parseCurrency (text: string): string {
  const code = text.toUpperCase()
  if (isCurrency(code)) return code
  const near = CURRENCIES.filter((one) => one.slice(0, 2) === code.slice(0, 2)).slice(0, 5)
  throw usage(`--currency is ${quote(text)}, which is not an ISO 4217 currency code.`,
    near.length === 0 ? 'Write one such as EUR.' : `Write one such as ${near.join(', ')}.`)
}
