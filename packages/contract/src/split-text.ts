/**
 * The parts of a split transaction as one text, for a cell: `Groceries=45.00; Household=15.00 "a lamp"`. `@Loan=45.00`
 * goes to an account, `=5.00` is without a category. A name that would be read otherwise is a JSON string.
 */
export interface TextPart {
  /** Of its category or its account; `` for none. */
  readonly name: string
  readonly isAccount: boolean
  readonly amount: string
  readonly description: string
}

const PLAIN = /^(?![@\s])[^";=\r\n]+(?<!\s)$/

/** One part with its end. Each character is matched in one way, so that any text is read in linear time. */
const PART = / ?(@?)(?:("(?:[^"\\]|\\.)*")|([^";=]*))=([^";]*)(?:("(?:[^"\\]|\\.)*") *)?(;|$)/y

export function formatSplits (parts: readonly TextPart[]): string {
  return parts.map(({ name, isAccount, amount, description }) => {
    const shown = name === '' || PLAIN.test(name) ? name : JSON.stringify(name)
    return `${isAccount ? '@' : ''}${shown}=${amount}${description === '' ? '' : ` ${JSON.stringify(description)}`}`
  }).join('; ')
}

function unquoted (text: string | undefined): string | undefined {
  if (text === undefined) return ''
  try {
    const value: unknown = JSON.parse(text)
    return String(value)
  } catch {
    return undefined
  }
}

/** @returns undefined for what is not written as above; none for a blank text */
export function parseSplits (text: string): TextPart[] | undefined {
  const parts: TextPart[] = []
  const trimmed = text.trim()
  for (let at = 0; at < trimmed.length; at = PART.lastIndex) {
    PART.lastIndex = at
    const [found, account, quotedName, plainName = '', amount = '', quotedText] = PART.exec(trimmed) ?? []
    const name = quotedName === undefined ? plainName.trim() : unquoted(quotedName)
    const description = unquoted(quotedText)
    if (found === undefined || name === undefined || description === undefined) return undefined
    parts.push({ name, isAccount: account === '@', amount: amount.trim(), description })
  }
  return parts
}
