/** Whole answers, as a test expects them. */
import type { Answer } from '@fintrack/contract/call'
import { invalid, PROBLEM_TITLES, type FieldFaults, type ProblemCode } from '@fintrack/contract/problem'

interface Extras {
  readonly errors?: FieldFaults
  readonly suggestion?: string
  readonly counts?: Record<string, number>
  readonly remedy?: string
}

export function refused (status: number, code: ProblemCode, detail: string, extras: Extras = {}): Answer {
  return {
    status,
    body: { type: `urn:fintrack:problem:${code}`, title: PROBLEM_TITLES[code], status, detail, code, ...extras },
  }
}

/** A 400 with faults by field. */
export function faulty (errors: FieldFaults): Answer {
  return refused(400, 'validation_failed', invalid(errors).message, { errors })
}

/** A 400 for one field that names a category which is not there. */
export function unknownCategory (field: string, typed: string, suggestion?: string): Answer {
  const sentence = `There is no category "${typed}".`
  const fault = suggestion === undefined ? sentence : `${sentence} Did you mean "${suggestion}"?`
  return refused(400, 'unknown_category', sentence, {
    errors: { [field]: [fault] },
    ...(suggestion === undefined ? {} : { suggestion }),
  })
}

/** What a transaction shows that is in no account, not split and without a tag. */
export function plain<Row extends { readonly amount: string, readonly type: string }> (row: Row) {
  const { amount, type } = row
  const isZero = !/[1-9]/.test(amount)
  const turned = amount.startsWith('-') ? amount.slice(1) : `-${amount}`
  return {
    ...row,
    account: null,
    account_name: null,
    to_account: null,
    to_account_name: null,
    to_amount: null,
    to_currency: null,
    to_date: null,
    splits: [],
    tags: [],
    signed_amount: type === 'income' || isZero ? amount : turned,
    checked: false,
  }
}

/** A 404 for a row. */
export function missing (noun: string, id: number): Answer {
  return refused(404, 'not_found', `There is no ${noun} ${id}.`)
}

/** A 400 of an import for its lines. */
export function rejected (errors: FieldFaults): Answer {
  const [[line = '', sentences = []] = []] = Object.entries(errors)
  const bad = Object.keys(errors).length
  return refused(
    400,
    'import_rejected',
    `${line}: ${sentences.join(' ')}${bad > 1 ? ` (${bad} lines have errors)` : ''}`,
    { errors }
  )
}
