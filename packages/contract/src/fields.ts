/**
 * The fields of every body, query and reply. A field's `description` is a noun phrase that names the values it takes:
 * OpenAPI documents the field with it, and `validate.ts` builds the error sentence from it.
 */
import { Type, type TSchema } from 'typebox'
import * as Format from 'typebox/format'
import { CATEGORY_TYPES, SORTS, TRANSACTION_TYPES } from './choices.ts'
import { isDay, isMonth } from './dates.ts'
import {
  ACCOUNT_NAME_MAX_CHARACTERS, CATEGORY_NAME_MAX_CHARACTERS, DESCRIPTION_MAX_CHARACTERS, LABEL_MAX_CHARACTERS,
  PAYEE_MAX_CHARACTERS, SEARCH_MAX_CHARACTERS, TAG_MAX_CHARACTERS,
} from './limits.ts'
import { AMOUNT_PATTERN, isCurrency } from './money.ts'
import { faultOfSigns, isLine, isName, isProse, isTag } from './text.ts'

Format.Set('date', isDay)
Format.Set('month', isMonth)

/** One of these texts, exactly as it is written here. */
export function choice<const Values extends readonly string[]> (values: Values, description: string) {
  return Type.Unsafe<Values[number]>(Type.Enum([...values], { description: `${description}: ${values.join(', ')}` }))
}

/** A name on one line; it is stored trimmed and in NFC. */
function nameField (most: number, noun: string) {
  const description = `${noun}: 1 to ${most} characters on one line, without control characters`
  return Type.Refine(Type.String({ description, minLength: 1 }), (text) => isName(text, most))
}

export function nullable<Schema extends TSchema> (schema: Schema, options: { description: string }) {
  return Type.Union([schema, Type.Null()], options)
}

export const IdField = Type.Integer({ minimum: 1, description: 'an id' })
export const TypeField = choice(CATEGORY_TYPES, 'a type')
export const TransactionTypeField = choice(TRANSACTION_TYPES, 'a type')
export const SortField = choice(SORTS, 'an order')
export const DayField = Type.String({ format: 'date', description: 'a day as YYYY-MM-DD, such as 2024-02-29' })
export const MonthField = Type.String({ format: 'month', description: 'a month as YYYY-MM, such as 2024-05' })
export const MonthOrDayField = Type.Refine(
  Type.String({ description: 'a month as YYYY-MM (or any day of it), such as 2024-05' }),
  (text) => isMonth(text) || isDay(text))
/** Checked by a function, so that the OpenAPI document does not list 170 codes at every use. */
export const CurrencyField = Type.Refine(
  Type.String({ pattern: '^[A-Z]{3}$', description: 'an ISO 4217 currency code, such as EUR' }),
  isCurrency)

/** An amount in a reply: a decimal text with exactly the currency's number of decimals. */
export const AmountField = Type.String({
  pattern: '^-?[0-9]+(?:\\.[0-9]+)?$', description: 'an amount with the decimals of its currency',
})
/** An amount in a body: a text, or a JSON number whose shortest form is such a text. */
export const AmountInputField = Type.Union([
  Type.String({ pattern: AMOUNT_PATTERN }),
  Type.Refine(Type.Number(), (value) => new RegExp(AMOUNT_PATTERN).test(String(value))),
], { description: 'an amount: digits with at most one point, such as 12.50' })
/** An amount in a query, where every value is text. */
export const AmountTextField = Type.String({
  pattern: AMOUNT_PATTERN, description: 'an amount: digits with at most one point, such as 12.50',
})

/** A category by id, or by name; a text of digits is an id. */
export const CategoryRefField = Type.Union([IdField, nameField(CATEGORY_NAME_MAX_CHARACTERS, 'a name')], {
  description: 'a category: its id or its name',
})
export type CategoryRef = number | string

/** A category with all below it, or with `=` before it that one alone. */
export const CategoryFilterField = Type.Union([IdField, nameField(CATEGORY_NAME_MAX_CHARACTERS + 1, 'a name')], {
  description: 'a category: its id or its name',
})

/** An account by id, or by name; a text of digits is an id. */
export const AccountRefField = Type.Union([IdField, nameField(ACCOUNT_NAME_MAX_CHARACTERS, 'a name')], {
  description: 'an account: its id or its name',
})
export type AccountRef = number | string

export const AccountNameField = nameField(ACCOUNT_NAME_MAX_CHARACTERS, 'an account name')
/** Letters, marks and digits of any script, `-`, `_`, and `/` between the parts of a path. */
export const TagNameField = Type.Refine(
  Type.String({
    description: `a tag: 1 to ${TAG_MAX_CHARACTERS} letters, digits, - and _, with / between the parts of a path`,
  }),
  (text) => isTag(text, TAG_MAX_CHARACTERS))
export const CategoryNameField = nameField(CATEGORY_NAME_MAX_CHARACTERS, 'a category name')
export const LabelField = Type.Refine(
  nameField(LABEL_MAX_CHARACTERS, 'a label'), (text) => faultOfSigns(text) === undefined
)
export const PayeeField = nullable(
  Type.Refine(Type.String(), (text) => isLine(text, PAYEE_MAX_CHARACTERS)),
  { description: `a payee: up to ${PAYEE_MAX_CHARACTERS} characters on one line, or null` })
export const DescriptionField = Type.Refine(
  Type.String({
    description: `a text of up to ${DESCRIPTION_MAX_CHARACTERS} characters, without control characters except tabs ` +
      'and line breaks',
  }),
  (text) => isProse(text, DESCRIPTION_MAX_CHARACTERS))
export const SearchField = Type.Refine(
  Type.String({ description: `a text of up to ${SEARCH_MAX_CHARACTERS} characters to search for` }),
  (text) => isProse(text, SEARCH_MAX_CHARACTERS))

/** RFC 3339 in UTC; it only ever says when a row was written. */
export const TimestampField = Type.String({
  pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z$', description: 'a moment as RFC 3339 in UTC',
})
export const DepthField = Type.Integer({
  minimum: 1, maximum: CATEGORY_NAME_MAX_CHARACTERS,
  description: `a depth from 1 to ${CATEGORY_NAME_MAX_CHARACTERS}, the parts of a name that are told apart`,
})
export const FlagField = Type.Boolean({ description: 'true or false' })
/** A percentage with one decimal. */
export const PercentField = Type.String({ pattern: '^-?[0-9]+\\.[0-9]$', description: 'a percentage with one decimal' })
