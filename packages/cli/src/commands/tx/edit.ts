import { CATEGORY_TYPES, type CategoryType } from '@fintrack/contract/choices'
import type { Day } from '@fintrack/contract/dates'
import { Problem } from '@fintrack/contract/problem'
import { foldName } from '@fintrack/contract/text'
import { changeTransaction, type Transaction, type TransactionChange } from '@fintrack/contract/transactions'
import { Option, type Command } from 'commander'
import { isUnchanged } from '../../api/versioned.ts'
import type { Context } from '../../context.ts'
import { HintedProblem } from '../../errors/hints.ts'
import { usage } from '../../errors/usage.ts'
import { parseCurrency, readAmount, typedAmount, type TypedAmount } from '../../options/amount.ts'
import { DAY_FORMS, parseDay } from '../../options/day.ts'
import { parseIds } from '../../options/numbers.ts'
import { repeated } from '../../options/repeated.ts'
import { parseParts, SPLIT_FORMS, splitsFor, type TypedPart } from '../../options/splits.ts'
import { parseTags } from '../../options/tags.ts'
import { withoutUndefined } from '../../options/without-undefined.ts'
import { newOutput, say } from '../../output/output.ts'
import { askedOnce, currencyIn } from '../../shapes/book-currency.ts'
import { readTransactions, uncategorizedHints } from '../../shapes/find-rows.ts'
import { takes } from '../../shapes/takes.ts'
import type { Edit } from './edit-in-editor.ts'
import { editSet } from './edit-set.ts'
import { describeTransaction, describeTyped, TRANSACTION_VIEW } from './view.ts'
import { warnOfCheck } from './warn-of-check.ts'

export interface EditOptions {
  readonly ids: readonly number[]
  /** The same for all of them, but for the amounts: the currency of each decides how those are read. */
  readonly change: Omit<TransactionChange, 'amount' | 'to_amount'>
  readonly amount?: TypedAmount
  readonly toAmount?: TypedAmount
  /** Of the amount that each has, or gets. */
  readonly parts?: readonly TypedPart[]
  readonly tag?: readonly string[]
  readonly untag?: readonly string[]
}

export async function runEdit (cx: Context, options: EditOptions): Promise<void> {
  const output = newOutput(cx, TRANSACTION_VIEW)
  // Before any of several is changed, all of them are there, and each can be changed like that.
  const read = await readTransactions(cx, options.ids)
  const { account, to_account: toAccount } = options.change
  const currencies: Currencies = {
    account: account === undefined || account === null ? undefined : askedOnce(() => currencyIn(cx, account)),
    toAccount: toAccount === undefined || toAccount === null ? undefined : askedOnce(() => currencyIn(cx, toAccount)),
  }
  const edits: Edit[] = []
  for (const before of read) edits.push({ before, change: await changeFor(before.row, options, currencies) })
  const [only, ...others] = edits
  if (only === undefined || others.length === 0) return output.written(edited(cx, edits), true)
  await editSet(cx, output, edits, options).catch((error: unknown) => {
    throw hinted(error, undefined, only.change)
  })
}

/** Ask for the currencies of the accounts that the change names. */
interface Currencies {
  readonly account: (() => Promise<string>) | undefined
  readonly toAccount: (() => Promise<string>) | undefined
}

async function changeFor (
  row: Transaction, options: EditOptions, currencies: Currencies
): Promise<TransactionChange> {
  const { change, amount: typed, toAmount, parts, tag = [], untag = [] } = options
  const currencyOf = async () => change.currency ?? currencies.account?.() ?? row.currency
  const toCurrencyOf = async () => currencies.toAccount?.() ?? row.to_currency ?? row.currency
  const amount = typed && await readAmount(typed, currencyOf)
  const gone = new Set(untag.map(foldName))
  return {
    ...change,
    ...withoutUndefined({
      amount,
      to_amount: toAmount && await readAmount(toAmount, toCurrencyOf),
      splits: parts && await splitsFor(parts, { amount: amount ?? row.amount, currencyOf }),
    }),
    ...(tag.length + untag.length === 0
      ? {}
      : { tags: [...row.tags.filter((one) => !gone.has(foldName(one))), ...tag] }),
  }
}

async function * edited (cx: Context, edits: readonly Edit[]): AsyncGenerator<Transaction> {
  const api = await cx.api()
  for (const { before, change } of edits) {
    const { id } = before.row
    const call = api.call(changeTransaction, { id, body: change, ...before.condition })
    const { body, etag } = await call.catch((error: unknown) => { throw hinted(error, before.row, change) })
    say(cx, isUnchanged(before, etag)
      ? `Transaction ${id} is like that already: ${describeTransaction(body)}.`
      : body.type === before.row.type
        ? `Changed transaction ${id}: ${describeTransaction(body)}.`
        : `Changed transaction ${id}: it is now ${describeTyped(body)}.`)
    if (!isUnchanged(before, etag)) await warnOfCheck(cx, before.row, body)
    yield body
  }
}

/** A refusal in the words of the command. */
function hinted (error: unknown, row: Transaction | undefined, change: TransactionChange): unknown {
  if (!(error instanceof Problem)) return error
  const hint = hintFor(error, row, change)
  return hint === undefined ? error : new HintedProblem(error, hint)
}

function hintFor (
  { code, extras }: Problem, row: Transaction | undefined, change: TransactionChange
): string | undefined {
  if (code === 'unknown_category') {
    return uncategorizedHints(
      [change.category], 'Use --uncategorized for a transaction without a category.'
    ).unknown_category
  }
  const isRefused = (field: string) => code === 'validation_failed' && Object.hasOwn(extras.errors ?? {}, field)
  if (row === undefined) return undefined
  if (row.splits.length > 0 && change.splits === undefined) {
    return ['amount', 'category', 'type', 'currency'].some(isRefused)
      ? `\`fintrack tx split ${row.id} a=… b=…\` says what its parts are, \`fintrack tx split ${row.id} --none\` ` +
        'makes it one again.'
      : undefined
  }
  if (isRefused('to_amount') && change.to_amount === undefined) {
    return 'Give what arrives there as well: --to-amount AMOUNT.'
  }
  if (change.type !== undefined || !(isRefused('category') || isRefused('type'))) return undefined
  if (row.type === 'transfer') return 'Say what it is now: --type expense, or --type income.'
  const other = row.type === 'income' ? 'expense' : 'income'
  return `Say that it is an ${other} now: --type ${other}. The sign of its amount turns with it.`
}

interface Flags {
  readonly editor?: true
  readonly amount?: string
  readonly date?: string
  readonly category?: string
  readonly uncategorized?: true
  readonly type?: CategoryType
  readonly payee?: string
  readonly text?: string
  readonly currency?: string
  /** False by --no-account. */
  readonly account?: string | false
  readonly toAccount?: string
  readonly toAmount?: string
  readonly toDate?: string
  readonly split?: readonly string[]
  readonly tag?: readonly string[]
  readonly untag?: readonly string[]
}

const WHAT_CHANGES = 'Give at least one of --amount, --date, --category, --uncategorized, --type, --payee, --text, ' +
  '--currency, --account, --no-account, --tag, --untag, --split, --to-account, --to-amount, --to-date.'

function optionsOf (ids: readonly string[], flags: Flags, today: Day): EditOptions {
  const currency = flags.currency === undefined ? undefined : parseCurrency(flags.currency)
  const { category, uncategorized, payee, text, account, toAccount } = flags
  const [tag, untag] = [parseTags(flags.tag, '--tag'), parseTags(flags.untag, '--untag')]
  const amountOf = (typed: string | undefined, flag: string) =>
    typed === undefined ? undefined : typedAmount(typed, flag)
  const dayOf = (typed: string | undefined, flag: string) =>
    typed === undefined ? undefined : parseDay(typed, today, flag)
  const change: EditOptions['change'] = withoutUndefined({
    date: dayOf(flags.date, '--date'),
    category: uncategorized === true ? null : category,
    type: toAccount === undefined ? flags.type : 'transfer' as const,
    payee,
    description: text,
    currency,
    account: account === false ? null : account,
    to_account: toAccount,
    to_date: dayOf(flags.toDate, '--to-date'),
  })
  const parts = flags.split === undefined ? undefined : parseParts(flags.split, '--split')
  const [amount, toAmount] = [amountOf(flags.amount, '--amount'), amountOf(flags.toAmount, '--to-amount')]
  const options = { change, ...withoutUndefined({ amount, toAmount, parts, tag, untag }) }
  if (Object.keys(change).length + Object.keys(options).length === 1) {
    throw usage('There is nothing to change.', WHAT_CHANGES)
  }
  return { ids: parseIds(ids), ...options }
}

async function openEditor (cx: Context, ids: readonly string[], { editor: _, ...others }: Flags): Promise<void> {
  if (Object.values(others).some((value) => value !== undefined)) {
    throw usage('--editor changes what is written there, and takes no other option of what to change.',
      'Leave them out, or leave --editor out.')
  }
  const { editInEditor } = await import('./edit-in-editor.ts')
  await editInEditor(cx, parseIds(ids), (edits) => edited(cx, edits))
}

const EXAMPLES = `
Examples:
  fintrack tx edit 17 --amount 13.20
  fintrack tx edit 17 18 19 --category "eating out" --tag trip
  fintrack tx edit 17 --editor
  fintrack tx edit 17 --account checking --to-account savings
  fintrack tx list --search coffee --fields id -o tsv | xargs fintrack tx edit --category coffee
`

export function define (command: Command, cx: Context, run = runEdit): void {
  takes(command, { toAccount: 'account' })
  command
    .argument('<id...>', 'as `fintrack tx list` shows them')
    .option('--editor', 'open them as a text in $VISUAL or $EDITOR')
    .option('--amount <amount>', 'such as 12.50; a negative amount is a refund')
    .option('--date <day>', DAY_FORMS)
    .option('--category <category>', 'its name or id')
    .addOption(new Option('--uncategorized', 'remove its category').conflicts('category'))
    .addOption(new Option('--type <type>', 'income or expense; where it changes, the sign of the amount turns')
      .choices(CATEGORY_TYPES))
    .option('--payee <name>', 'who was paid or who paid; "" removes it')
    .option('--text <text>', 'what it was for')
    .option('--currency <code>', 'the currency of --amount')
    .option('--account <name>', 'the account that it is in')
    .option('--no-account', 'take it out of its account')
    .option('--tag <tag>', 'add a tag; repeatable', repeated)
    .option('--untag <tag>', 'take a tag away; repeatable', repeated)
    .addOption(new Option('--split <part>', `a part: ${SPLIT_FORMS}; repeatable`).argParser(repeated)
      .conflicts(['category', 'uncategorized', 'toAccount']))
    .addOption(new Option('--to-account <name>', 'make it a transfer to this account')
      .conflicts(['category', 'uncategorized', 'type']))
    .option('--to-amount <amount>', 'what arrives there, where that is in another currency')
    .option('--to-date <day>', 'when it arrives (default: the same day)')
    .addHelpText('after', EXAMPLES)
    .action(async (ids: string[], flags: Flags) => {
      if (flags.editor === true) return openEditor(cx, ids, flags)
      return run(cx, optionsOf(ids, flags, cx.today()))
    })
}
