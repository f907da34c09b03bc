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
import { parseAmountText, parseCurrency } from '../../options/amount.ts'
import { DAY_FORMS, parseDay } from '../../options/day.ts'
import { withoutUndefined } from '../../options/without-undefined.ts'
import { asksForRows, newOutput, say } from '../../output/output.ts'
import { grouped } from '../../render/format.ts'
import { streamOf } from '../../render/view.ts'
import { budgetStatus } from '../../shapes/find-budget.ts'
import { uncategorizedHints } from '../../shapes/find-rows.ts'
import { describeRemaining } from '../budget/view.ts'
import { describeAdded, TRANSACTION_VIEW } from './view.ts'

interface AddOptions {
  readonly transaction: TransactionInput
  /** Creates the category if there is none of that name. */
  readonly create: boolean
}

async function addTransaction (cx: Context, { transaction, create }: AddOptions): Promise<void> {
  const output = newOutput(cx, TRANSACTION_VIEW)
  const row = await store(cx, transaction, create)
  await output.written(streamOf(row), true)
  const id = cx.io.stdoutIsTerminal && !asksForRows(cx) ? ` as transaction ${row.id}` : ''
  say(cx, `Added ${describeAdded(row)}${id}${await remaining(cx, row)}.`)
}

/** ` (387.50 of the budget of 400.00 left)`, with the name of one above; nothing for income, and where there is no budget. */
async function remaining (cx: Context, { type, category, date, currency }: Transaction): Promise<string> {
  if (type !== 'expense' || category === null) return ''
  const status = await budgetStatus(cx, category, monthOf(day(date)), currency)
  if (status === undefined) return ''
  const limit = `${grouped(status.monthly_limit)}${status.category === category ? '' : ` for ${status.category_name}`}`
  return status.status === 'over'
    ? ` (${describeRemaining(status)} the budget of ${limit})`
    : ` (${grouped(status.remaining)} of the budget of ${limit} left)`
}

/** The type of the category of a transaction: a transfer has none. */
function typeFor ({ type }: TransactionInput): CategoryType | undefined {
  return type === 'transfer' ? undefined : type
}

async function store (cx: Context, transaction: TransactionInput, create: boolean): Promise<Transaction> {
  const api = await cx.api()
  try {
    return (await api.call(createTransaction, { body: transaction })).body
  } catch (error) {
    const name = String(transaction.category)
    // A name of digits only is an id, and no category can be created to have it.
    if (!(error instanceof Problem) || error.code !== 'unknown_category' || /^[0-9]+$/.test(name)) throw error
    const { unknown_category: hint = `\`--create\` creates ${quote(name)}; \`fintrack category list\` lists all.` } =
      uncategorizedHints([name], 'Leave the category out for a transaction without one.')
    const refusal = new HintedProblem(error, hint)
    const category = create
      ? await newCategory(cx, name, typeFor(transaction) ?? 'expense')
      : await chosenCategory(cx, name, typeFor(transaction), refusal)
    return (await api.call(createTransaction, { body: { ...transaction, category } })).body
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
}

function optionsOf (
  [amount, category, description]: readonly [amount: string, ...texts: ReadonlyArray<string | undefined>],
  flags: Flags, today: Day, bookCurrency: string
): AddOptions {
  const currency = flags.currency === undefined ? undefined : parseCurrency(flags.currency)
  const text = parseAmountText(amount, currency ?? bookCurrency, 'The amount')
  if (flags.refund === true && text.startsWith('-')) {
    throw usage(`Both --refund and the minus of ${quote(amount)} make this a refund.`, 'Leave one of them out.')
  }
  if (flags.create === true && category === undefined) {
    throw usage('--create needs the name of a category.', 'Write it after the amount.')
  }
  const type = flags.type ?? (category === undefined ? 'expense' : undefined)
  return {
    transaction: {
      amount: flags.refund === true ? `-${text}` : text,
      date: flags.date === undefined ? today : parseDay(flags.date, today, '--date'),
      ...withoutUndefined({ category, type, description, payee: flags.payee, currency }),
    },
    create: flags.create === true,
  }
}

const EXAMPLES = `
Examples:
  fintrack tx add 12.50 groceries "milk and bread"
  fintrack tx add 3200 salary --date 05-01 --payee "Hooli"
  fintrack tx add 20 groceries --refund
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
    .addHelpText('after', EXAMPLES)
    .action((amount: string, category: string | undefined, text: string | undefined, flags: Flags) =>
      run(cx, optionsOf([amount, category, text], flags, cx.today(), cx.settings.FINTRACK_CURRENCY)))
}
