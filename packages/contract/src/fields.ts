/**
 * The leaves of every body, query and reply. A leaf's `description` is a noun phrase that says what is taken:
 * it documents the field in OpenAPI, and `validate.ts` makes the error sentence of it.
 */
import { Type, type TSchema } from 'typebox'
import * as Format from 'typebox/format'
import { SORTS, CATEGORY_TYPES } from './choices.ts'
import { isDay, isMonth } from './dates.ts'
import {
  CATEGORY_NAME_MAX_CHARACTERS, DESCRIPTION_MAX_CHARACTERS, LABEL_MAX_CHARACTERS, PAYEE_MAX_CHARACTERS, SEARCH_MAX_CHARACTERS,
} from './limits.ts'
import { AMOUNT_PATTERN, isCurrency } from './money.ts'
import { isLine, isName, isProse } from './text.ts'

Format.Set('date', isDay)
Format.Set('month', isMonth)

/** A choice of texts, taken exactly as they are written. */
export function choice<const Values extends readonly string[]> (values: Values, description: string) {
  return Type.Unsafe<Values[number]>(Type.Enum([...values], { description: `${description}: ${values.join(', ')}` }))
}

/** A name on one line, trimmed and NFC once it is stored. */
function nameField (most: number, noun: string) {
  return Type.Refine(
    Type.String({ description: `${noun}: 1 to ${most} characters on one line, without control characters`, minLength: 1 }),
    (text) => isName(text, most))
}

export function nullable<Schema extends TSchema> (schema: Schema, options: { description: string }) {
  return Type.Union([schema, Type.Null()], options)
}

export const IdField = Type.Integer({ minimum: 1, description: 'an id' })
export const TypeField = choice(CATEGORY_TYPES, 'a type')
export const SortField = choice(SORTS, 'an order')
export const DayField = Type.String({ format: 'date', description: 'a day as YYYY-MM-DD, such as 2024-02-29' })
export const MonthField = Type.String({ format: 'month', description: 'a month as YYYY-MM, such as 2024-05' })
export const MonthOrDayField = Type.Refine(
  Type.String({ description: 'a month as YYYY-MM (or any day of it), such as 2024-05' }),
  (text) => isMonth(text) || isDay(text))
/** Checked by code, not by an enumeration, so that the OpenAPI document does not list 170 codes at every use. */
export const CurrencyField = Type.Refine(
  Type.String({ pattern: '^[A-Z]{3}$', description: 'an ISO 4217 currency code, such as EUR' }),
  isCurrency)

/** A decimal text in a currency's own digits, as replies have it. */
export const AmountField = Type.String({ pattern: '^-?[0-9]+(?:\\.[0-9]+)?$', description: 'an amount in the currency\'s own digits' })
/** As input a JSON number is taken too, where its shortest form is an amount's text. */
export const AmountInputField = Type.Union([
  Type.String({ pattern: AMOUNT_PATTERN }),
  Type.Refine(Type.Number(), (value) => new RegExp(AMOUNT_PATTERN).test(String(value))),
], { description: 'an amount: digits with at most one point, such as 12.50' })
/** An amount in a query, where all is text. */
export const AmountTextField = Type.String({
  pattern: AMOUNT_PATTERN, description: 'an amount: digits with at most one point, such as 12.50',
})

/** A category by id, or by name; a text of digits is an id. */
export const CategoryRefField = Type.Union([IdField, nameField(CATEGORY_NAME_MAX_CHARACTERS, 'a name')], {
  description: 'a category: its id or its name',
})
export type CategoryRef = number | string

export const CategoryNameField = nameField(CATEGORY_NAME_MAX_CHARACTERS, 'a category name')
export const LabelField = nameField(LABEL_MAX_CHARACTERS, 'a label')
export const PayeeField = nullable(
  Type.Refine(Type.String(), (text) => isLine(text, PAYEE_MAX_CHARACTERS)),
  { description: `a payee: up to ${PAYEE_MAX_CHARACTERS} characters on one line, or null` })
export const DescriptionField = Type.Refine(
  Type.String({ description: `a text of up to ${DESCRIPTION_MAX_CHARACTERS} characters; of the control characters only tabs and line breaks` }),
  (text) => isProse(text, DESCRIPTION_MAX_CHARACTERS))
export const SearchField = Type.Refine(
  Type.String({ description: `a text to look for, up to ${SEARCH_MAX_CHARACTERS} characters` }),
  (text) => isProse(text, SEARCH_MAX_CHARACTERS))

/** RFC 3339 in UTC: when a row was written. */
export const TimestampField = Type.String({
  pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z$', description: 'a moment as RFC 3339 in UTC',
})
export const FlagField = Type.Boolean({ description: 'true or false' })
/** A percentage with one decimal. */
export const PercentField = Type.String({ pattern: '^-?[0-9]+\\.[0-9]$', description: 'a percentage with one decimal' })
