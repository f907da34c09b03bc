/** Transactions as a text that a person edits: a line for each field, and a block for each transaction. */
import type { Day } from '@fintrack/contract/dates'
import { listed, nearest, quote } from '@fintrack/contract/text'
import type { Transaction, TransactionChange } from '@fintrack/contract/transactions'
import { CATEGORY_TYPES } from '@fintrack/contract/choices'
import { usage } from '../../errors/usage.ts'
import { parseAmountText, parseCurrency } from '../../options/amount.ts'
import { parseDay } from '../../options/day.ts'
import { parseTags } from '../../options/tags.ts'
import { withoutUndefined } from '../../options/without-undefined.ts'
import { visibleLines } from '../../render/safe-text.ts'

interface Field {
  readonly text: (row: Transaction) => string
  /** @throws UserError for a value that it cannot have */
  readonly change: (value: string, scope: { readonly today: Day, readonly currency: string }) => TransactionChange
  readonly isShown?: (row: Transaction) => boolean
}

function isWhole ({ splits }: Transaction): boolean {
  return splits.length === 0
}

function isTransfer ({ type }: Transaction): boolean {
  return type === 'transfer'
}

function typeFor (value: string): TransactionChange {
  const type = CATEGORY_TYPES.find((one) => one === value)
  if (type === undefined) throw usage(`type is ${quote(value)}, which is not ${listed(CATEGORY_TYPES, 'or')}.`)
  return { type }
}

const FIELDS: Readonly<Record<string, Field>> = {
  date: { text: ({ date }) => date, change: (value, { today }) => ({ date: parseDay(value, today, 'date') }) },
  amount: {
    text: ({ amount }) => amount,
    change: (value, { currency }) => ({ amount: parseAmountText(value, currency, 'amount') }),
    isShown: isWhole,
  },
  currency: {
    text: ({ currency }) => currency, change: (value) => ({ currency: parseCurrency(value) }), isShown: isWhole,
  },
  type: { text: ({ type }) => type, change: typeFor, isShown: (row) => isWhole(row) && !isTransfer(row) },
  category: {
    text: ({ category_name: name }) => name ?? '',
    change: (value) => ({ category: value === '' ? null : value }),
    isShown: (row) => isWhole(row) && !isTransfer(row),
  },
  account: {
    text: ({ account_name: name }) => name ?? '', change: (value) => ({ account: value === '' ? null : value }),
  },
  to_account: {
    text: ({ to_account_name: name }) => name ?? '',
    change: (value) => ({ to_account: value }),
    isShown: isTransfer,
  },
  payee: { text: ({ payee }) => payee ?? '', change: (value) => ({ payee: value }) },
  tags: {
    text: ({ tags }) => tags.join(' '),
    change: (value) => withoutUndefined({ tags: parseTags(value.split(/\s+/).filter((tag) => tag !== ''), 'tags') }),
  },
  description: { text: ({ description }) => description, change: (value) => ({ description: value }) },
}

const HEAD = `# Change what is behind the colons, save and close. An empty value removes what was there; a line that is
# gone changes nothing. A further line of a description begins with two spaces. Lines with # are not read.
`

/** What stands in the text: what a terminal or an editor would act on is an escape, which changes nothing. */
function shownOf (row: Transaction, { text }: Field): string {
  return visibleLines(text(row)).replaceAll('\n', '\n  ')
}

function fieldsOf (row: Transaction): ReadonlyArray<readonly [string, Field]> {
  return Object.entries(FIELDS).filter(([, { isShown = () => true }]) => isShown(row))
}

export function textOf (rows: readonly Transaction[]): string {
  const blocks = rows.map((row) => [
    `transaction: ${row.id}`,
    ...fieldsOf(row).map(([name, field]) => `${name}: ${shownOf(row, field)}`.trimEnd()),
  ].join('\n'))
  return `${HEAD}\n${blocks.join('\n\n')}\n`
}

/** A line as it was typed, and those that go on from it. */
interface Entry { readonly name: string, readonly value: string, readonly line: number }

function entriesIn (text: string): Entry[] {
  const entries: Entry[] = []
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    const last = entries.at(-1)
    const [, name, value] = /^([a-z_]+):(.*)$/.exec(line) ?? []
    if (line.startsWith('  ') && last !== undefined) {
      entries.splice(-1, 1, { ...last, value: `${last.value}\n${line.slice(2)}` })
    } else if (name !== undefined && value !== undefined) {
      entries.push({ name, value: value.trim(), line: at + 1 })
    } else if (line.trim() !== '' && !line.startsWith('#')) {
      throw usage(`Line ${at + 1} is ${quote(line)}, which is not \`field: value\`.`,
        'A further line of a description begins with two spaces.')
    }
  }
  return entries
}

/**
 * What the edited text changes of each transaction.
 * @throws UserError for what cannot be read, by its line
 */
export function changesIn (
  text: string, rows: readonly Transaction[], scope: { readonly today: Day, readonly currency: string }
): ReadonlyMap<number, TransactionChange> {
  const changes = new Map<number, TransactionChange>()
  let row: Transaction | undefined
  for (const { name, value, line } of entriesIn(text)) {
    if (name === 'transaction') {
      row = rows.find(({ id }) => String(id) === value)
      if (row === undefined) throw usage(`Line ${line} names transaction ${quote(value)}, which was not opened.`)
      continue
    }
    if (row === undefined) throw usage(`Line ${line} stands before the first \`transaction:\`.`)
    const fields = fieldsOf(row)
    const [, field] = fields.find(([one]) => one === name) ?? []
    if (field === undefined) {
      const meant = nearest(name, fields.map(([one]) => one))
      throw usage(`Line ${line} has ${quote(name)}, which is no field of transaction ${row.id}.`,
        meant === undefined ? `There are: ${fields.map(([one]) => one).join(', ')}.` : `Did you mean ${meant}?`)
    }
    if (value === visibleLines(field.text(row)).trim()) continue
    const currency = String(changes.get(row.id)?.currency ?? row.currency)
    changes.set(row.id, { ...changes.get(row.id), ...field.change(value, { ...scope, currency }) })
  }
  return changes
}
