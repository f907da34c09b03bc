import { createCategory } from '@fintrack/contract/categories'
import { CATEGORY_TYPES, type CategoryType } from '@fintrack/contract/choices'
import { day, monthOf, type Day } from '@fintrack/contract/dates'
import { Problem } from '@fintrack/contract/problem'
import { quote } from '@fintrack/contract/text'
import { createTransaction, type Transaction, type TransactionInput } from '@fintrack/contract/transactions'
import { Option, type Command } from 'commander'
import type { Context } from '../../context.ts'
import { HintedProblem } from '../../errors/hints.ts'
import { usage } from '../../errors/usage.ts'
import { parseCurrency, readAmount, typedAmount, type TypedAmount } from '../../options/amount.ts'
import { DAY_FORMS, parseDay } from '../../options/day.ts'
import { repeated } from '../../options/repeated.ts'
import { parseParts, SPLIT_FORMS, splitsFor, type TypedPart } from '../../options/splits.ts'
import { parseTags } from '../../options/tags.ts'
import { withoutUndefined } from '../../options/without-undefined.ts'
import { asksForRows, newOutput, say } from '../../output/output.ts'
import { grouped } from '../../render/format.ts'
import { streamOf } from '../../render/view.ts'
import { askedOnce, currencyIn } from '../../shapes/book-currency.ts'
import { accountFor } from '../../shapes/default-account.ts'
import { budgetStatus } from '../../shapes/find-budget.ts'
import { findCategory, uncategorizedHints } from '../../shapes/find-rows.ts'
import { describeRemaining } from '../budget/view.ts'
import { describeAdded, TRANSACTION_VIEW } from './view.ts'

/** A transfer is another command. */
interface NewTransaction extends TransactionInput { readonly type?: CategoryType }

interface AddOptions {
  /** Without its account, which may be the only one that there is, and without what that account's currency decides. */
  readonly transaction: Omit<NewTransaction, 'amount' | 'account' | 'splits'>
  /** Of a refund without its sign. */
  readonly amount: TypedAmount
  readonly refund: boolean
  readonly parts?: readonly TypedPart[]
  readonly account?: string
  /** Creates the category if there is none of that name. */
  readonly create: boolean
}

/** The transaction with its amounts, read in the currency that it gets, and with its account. */
async function meant (
  cx: Context, { transaction, amount: typed, refund, parts, account: named }: AddOptions
): Promise<NewTransaction> {
  const { currency } = transaction
  const accountOf = askedOnce(() => accountFor(cx, named, currency))
  const currencyOf = askedOnce(async () => currency ?? currencyIn(cx, await accountOf()))
  const text = await readAmount(typed, currencyOf)
  const amount = refund ? `-${text}` : text
  const splits = parts && await splitsFor(parts, { amount, isRefund: refund, currencyOf })
  return { amount, ...transaction, ...withoutUndefined({ splits, account: await accountOf() }) }
}

async function addTransaction (cx: Context, options: AddOptions): Promise<void> {
  const output = newOutput(cx, TRANSACTION_VIEW)
  const row = await store(cx, await meant(cx, options), options.create)
  await output.written(streamOf(row), true)
  const id = cx.io.stdoutIsTerminal && !asksForRows(cx) ? ` as transaction ${row.id}` : ''
  say(cx, `Added ${describeAdded(row)}${id}${await remaining(cx, row)}.`)
}

/**
 * ` (387.50 of the budget of 400.00 left)`, with the name of one above; nothing for income, and where there is no
 * budget.
 */
async function remaining (cx: Context, { type, category, date, currency }: Transaction): Promise<string> {
  if (type !== 'expense' || category === null) return ''
  const status = await budgetStatus(cx, category, monthOf(day(date)), currency)
  if (status === undefined) return ''
  const limit = `${grouped(status.monthly_limit)}${status.category === category ? '' : ` for ${status.category_name}`}`
  return status.status === 'over'
    ? ` (${describeRemaining(status)} the budget of ${limit})`
    : ` (${grouped(status.remaining)} of the budget of ${limit} left)`
}

/** Where a transaction names a category that is not there: its own, or that of a part. */
interface UnknownPlace { readonly name: string, readonly put: (category: number | string) => NewTransaction }

const PART = /^splits\[(\d+)\]\.category$/

function unknownPlace (transaction: NewTransaction, { code, extras }: Problem): UnknownPlace | undefined {
  const fields = Object.keys(extras.errors ?? {})
  const at = Number(PART.exec(fields[0] ?? '')?.[1] ?? -1)
  // Of several faults none has a code of its own.
  const isUnknown = code === 'unknown_category' || (at >= 0 && fields.every((field) => PART.test(field)))
  const { splits = [] } = transaction
  const name = String(splits[at]?.category ?? transaction.category)
  // A name of digits only is an id, and no category can be created to have it.
  if (!isUnknown || /^[0-9]+$/.test(name)) return undefined
  return {
    name,
    put: (category) => at < 0
      ? { ...transaction, category }
      : { ...transaction, splits: splits.map((part, one) => one === at ? { ...part, category } : part) },
  }
}

/** Each category that is not there is asked for, or created, before the next one is looked at. */
async function store (cx: Context, transaction: NewTransaction, create: boolean): Promise<Transaction> {
  const api = await cx.api()
  try {
    return (await api.call(createTransaction, { body: transaction })).body
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const place = unknownPlace(transaction, error)
    if (place === undefined) throw error
    const wanted = { name: place.name, type: transaction.type, create }
    return store(cx, place.put(await categoryFor(cx, wanted, error)), create)
  }
}

interface Wanted { readonly name: string, readonly type: CategoryType | undefined, readonly create: boolean }

async function categoryFor (cx: Context, { name, type, create }: Wanted, error: Problem): Promise<number | string> {
  // Of several faults, none says which name was meant.
  const refusal = error.code === 'unknown_category' ? error : await refusalOf(cx, name)
  if (typeof refusal === 'number') return refusal
  const { unknown_category: hint = `\`--create\` creates ${quote(name)}; \`fintrack category list\` lists all.` } =
    uncategorizedHints([name], 'Leave the category out for a transaction without one.')
  return create
    ? newCategory(cx, name, type ?? 'expense')
    : chosenCategory(cx, name, type, new HintedProblem(refusal, hint))
}

/** The refusal of a name alone; its id where it is there by now, such as one that two parts have. */
async function refusalOf (cx: Context, name: string): Promise<Problem | number> {
  try {
    return (await findCategory(cx, name)).id
  } catch (error) {
    if (error instanceof Problem && error.code === 'unknown_category') return error
    throw error
  }
}

/**
 * The category that the user means: the nearest one, or a new one. @throws Problem where nobody can be asked, or says
 * no
 */
async function chosenCategory (
  cx: Context, name: string, type: CategoryType | undefined, refusal: Problem
): Promise<number | string> {
  const { suggestion } = refusal.extras
  if (!cx.canAsk || cx.globals.yes) throw refusal
  const prompt = await cx.prompt()
  if (suggestion !== undefined) {
    const question = `There is no category ${quote(name)}. Use ${quote(suggestion)}?`
    if (await prompt.confirm(question, true)) return suggestion
  }
  if (!await prompt.confirm(`Create the category ${quote(name)}?`, suggestion === undefined)) throw refusal
  return newCategory(cx, name, type ?? typeOf(await prompt.text('Is it an expense or income?', 'expense')))
}

function typeOf (answer: string): CategoryType {
  const type = CATEGORY_TYPES.find((one) => one === answer.trim().toLowerCase())
  if (type === undefined) throw usage(`${quote(answer)} is not a type.`, `Answer ${CATEGORY_TYPES.join(' or ')}.`)
  return type
}

async function newCategory (cx: Context, name: string, type: CategoryType): Promise<number> {
  const { body: category } = await (await cx.api()).call(createCategory, { body: { name, type } })
  say(cx, `Created the category ${category.name} (${category.type}).`)
  return category.id
}

interface Flags {
  readonly date?: string
  readonly payee?: string
  readonly refund?: true
  readonly type?: CategoryType
  readonly currency?: string
  readonly create?: true
  readonly account?: string
  readonly tag?: readonly string[]
  readonly split?: readonly string[]
}

/** Of the arguments behind the amount: a split transaction has its categories in its parts. */
function textsOf (
  [category, text]: ReadonlyArray<string | undefined>, isSplit: boolean
): { readonly category?: string | undefined, readonly description?: string | undefined } {
  if (!isSplit) return { category, description: text }
  if (text === undefined) return { description: category }
  throw usage(`A split transaction is in the categories of its parts, not in ${quote(category)} as well.`,
    'Behind the amount write only what it was for.')
}

function optionsOf (
  amount: string, texts: ReadonlyArray<string | undefined>, flags: Flags, today: Day
): AddOptions {
  const { payee, account, split, refund = false } = flags
  const tags = parseTags(flags.tag, '--tag')
  const currency = flags.currency === undefined ? undefined : parseCurrency(flags.currency)
  const typed = typedAmount(amount, 'The amount')
  if (refund && amount.startsWith('-')) {
    throw usage(`Both --refund and the minus of ${quote(amount)} make this a refund.`, 'Leave one of them out.')
  }
  const parts = split === undefined ? undefined : parseParts(split, '--split')
  const { category, description } = textsOf(texts, parts !== undefined)
  if (flags.create === true && category === undefined && parts === undefined) {
    throw usage('--create needs the name of a category.', 'Write it after the amount.')
  }
  const isNamed = category !== undefined || parts?.some(({ isAccount }) => !isAccount) === true
  const type = flags.type ?? (isNamed ? undefined : 'expense')
  return {
    transaction: {
      date: flags.date === undefined ? today : parseDay(flags.date, today, '--date'),
      ...withoutUndefined({ category, type, description, payee, currency, tags }),
    },
    amount: typed,
    refund,
    create: flags.create === true,
    ...withoutUndefined({ account, parts }),
  }
}

const EXAMPLES = `
Examples:
  fintrack tx add 12.50 groceries "milk and bread"
  fintrack tx add 3200 salary --date 05-01 --payee "Hooli"
  fintrack tx add 20 groceries --refund
  fintrack tx add 60 --split groceries=45 --split household
  id=$(fintrack tx add 9.90 books --create)
`

export function define (command: Command, cx: Context, run = addTransaction): void {
  command
    .argument('<amount>', 'such as 12.50; a negative amount is a refund')
    .argument('[category]', 'its name, the last parts of it, or its id (default: none)')
    .argument('[text]', 'what it was for')
    .option('--date <day>', `${DAY_FORMS} (default: today)`)
    .option('--payee <name>', 'who was paid or who paid')
    .option('--refund', 'the money came back')
    .addOption(new Option('--type <type>', 'without a category, or for the one that --create makes (default: expense)')
      .choices(CATEGORY_TYPES))
    .option('--currency <code>', 'the currency (default: your own)')
    .option('--create', 'create the category if there is none of that name')
    .option('--account <name>', 'the account that it is in (default: the only one, if there is one)')
    .option('--tag <tag>', 'a tag; repeatable', repeated)
    .option('--split <part>', `a part: ${SPLIT_FORMS}; repeatable`, repeated)
    .addHelpText('after', EXAMPLES)
    .action((amount: string, category: string | undefined, text: string | undefined, flags: Flags) =>
      run(cx, optionsOf(amount, [category, text], flags, cx.today())))
}
