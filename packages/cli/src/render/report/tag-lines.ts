/** A report by tag as rows. */
import type { CategoryType } from '@fintrack/contract/choices'
import type { Month } from '@fintrack/contract/dates'
import type { Report } from '@fintrack/contract/reports'
import type { View } from '../view.ts'

export interface TagLine {
  readonly month: string
  readonly type: CategoryType
  /** null for what has no tag. */
  readonly tag: string | null
  readonly total: string
  readonly count: number
  readonly currency: string
}

const KEYS = ['month', 'type', 'tag', 'total', 'count', 'currency'] as const

export const TAG_REPORT_VIEW: View<TagLine> = {
  noun: { one: 'report line', many: 'report lines' },
  columns: KEYS.map((name) => ({ name, value: (line) => line[name], ...(name === 'tag' ? { free: true } : {}) })),
  keys: KEYS,
}

/** @param month whose days the report has */
export function tagLines (month: Month, { currency, rows }: Report): TagLine[] {
  return rows.map(({ name, type, total, count }) => ({ month, type, tag: name, total, count, currency }))
}
