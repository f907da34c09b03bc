/** A line as it stands before the cursor, with quotes that may not have ended yet. */

export interface TypedLine {
  /** The words before the one at the cursor, without their quotes. */
  readonly words: readonly string[]
  /** The word at the cursor, without its quotes. */
  readonly current: string
  /** Its beginning that bash does not take for a part of the word: all up to the last colon, for example. */
  readonly kept: string
  /** The quote that is open at the cursor. */
  readonly quote: '' | '"' | '\''
}

/** What a backslash makes plain inside of double quotes. */
const IN_DOUBLE_QUOTES = '$`"\\'

/** @param breaks bash's COMP_WORDBREAKS; none for shells that know their words */
export function typedLine (line: string, breaks = ''): TypedLine {
  const words: string[] = []
  let [current, kept, quote]: [string, string, TypedLine['quote']] = ['', '', '']
  let isOpen = false
  const signs = [...line]
  for (let at = 0; at < signs.length; at += 1) {
    const sign = String(signs[at])
    if (quote === '' && /\s/.test(sign)) {
      if (isOpen) words.push(current);
      [current, kept, isOpen] = ['', '', false]
      continue
    }
    isOpen = true
    const next = signs[at + 1]
    if (sign === '\\' && quote !== '\'' && (quote === '' || IN_DOUBLE_QUOTES.includes(String(next)))) {
      current += next ?? ''
      at += 1
    } else if (quote === '' && (sign === '"' || sign === '\'')) {
      [quote, kept] = [sign, current]
    } else if (sign === quote) {
      [quote, kept] = ['', current]
    } else {
      current += sign
      if (quote === '' && breaks.includes(sign)) kept = current
    }
  }
  return { words, current, kept, quote }
}

/** Signs that mean something to bash outside of quotes. */
const SPECIAL = /[\s!"#$&'()*;<>?[\\\]^`{|}~]/g

function quoted (text: string, quote: TypedLine['quote']): string {
  switch (quote) {
    case '': return text.replace(SPECIAL, '\\$&')
    case '"': return text.replace(/[$`"\\]/g, '\\$&')
    case '\'': return text.replaceAll('\'', '\'\\\'\'')
  }
}

/** What of a value stands behind that which is kept: of the value itself, or of its last parts. */
function behind (value: string, kept: string): string | undefined {
  const starts = [0, ...Array.from(value.matchAll(/:/g), ({ index }) => index + 1)]
  return starts.map((start) => value.slice(start))
    .find((part) => part.toLowerCase().startsWith(kept.toLowerCase()))?.slice(kept.length)
}

function commonStart (texts: readonly string[]): string {
  const [first = ''] = texts
  let length = first.length
  while (!texts.every((text) => text.startsWith(first.slice(0, length)))) length -= 1
  return first.slice(0, length)
}

/** The values as what bash is to put in the place of what it takes for the word, with its quotes. */
export function forBash (values: readonly string[], { current, kept, quote }: TypedLine): string[] {
  const texts = values.map((value) => behind(value, kept)).filter((text) => text !== undefined)
  // Where several begin alike, bash puts their beginning there: it must not take away what is typed.
  const start = commonStart(texts).toLowerCase()
  const typed = current.slice(kept.length).toLowerCase()
  const losesTyped = start !== '' && !start.includes(typed)
  if (texts.length > 1 && losesTyped) return []
  return texts.map((text) => {
    const shown = quoted(text, quote)
    // Bash ends the quote of a single match, unless it takes the last sign for that end.
    return texts.length === 1 && quote !== '' && shown.endsWith(quote) ? `${shown}${quote}` : shown
  })
}
