/** Reports: where money came from and went to, in a month by category, in any days by tag. */
import { Type, type Static } from 'typebox'
import { BudgetStatusSchema } from './budgets.ts'
import { REPORT_GROUPS } from './choices.ts'
import { endpoint } from './endpoint.ts'
import {
  AmountField, choice, CurrencyField, DayField, DepthField, IdField, MonthField, nullable, PercentField, TypeField,
} from './fields.ts'

const BreakdownRowSchema = Type.Object({
  category: nullable(IdField, {
    description: 'the id of the category; null for what has none, and where only names of others begin so',
  }),
  category_name: nullable(Type.String(), { description: 'the name of the category; null for what has none' }),
  type: TypeField,
  total: AmountField,
  share: nullable(PercentField, { description: 'its percentage of its type\'s total; null where that is 0' }),
  count: Type.Integer({ minimum: 1, description: 'how many transactions' }),
})

const CurrencyTotalsSchema = Type.Object({
  currency: CurrencyField, total_income: AmountField, total_expense: AmountField, net_savings: AmountField,
})

export const MonthlyReportSchema = Type.Object({
  month: MonthField,
  currency: CurrencyField,
  total_income: AmountField,
  total_expense: AmountField,
  net_savings: AmountField,
  category_breakdown: Type.Array(
    BreakdownRowSchema, { description: 'a row for each category with transactions, the largest first' }
  ),
  budget_status: Type.Array(BudgetStatusSchema, { description: 'every budget of the month in this currency, by name' }),
  unbudgeted_expense: AmountField,
  other_currencies: Type.Array(CurrencyTotalsSchema, { description: 'what moved in other currencies; never added up' }),
}, { description: 'a monthly report' })
export type MonthlyReport = Static<typeof MonthlyReportSchema>

export const getMonthlyReport = endpoint({
  method: 'GET',
  path: '/api/reports/monthly/',
  tag: 'reports',
  summary: 'Report a month: totals, categories, budgets',
  query: Type.Object({
    month: MonthField, currency: Type.Optional(CurrencyField), depth: Type.Optional(DepthField),
  }),
  status: 200,
  reply: MonthlyReportSchema,
  problems: ['validation_failed'],
})

const GroupRowSchema = Type.Object({
  key: nullable(IdField, { description: 'the id of the tag; null for what has none' }),
  name: nullable(Type.String(), { description: 'the name of the tag; null for what has none' }),
  type: TypeField,
  total: AmountField,
  count: Type.Integer({ minimum: 1, description: 'how many transactions' }),
})

const TypeCountSchema = Type.Integer({ minimum: 0, description: 'how many transactions of this type, each once' })

export const ReportSchema = Type.Object({
  from: DayField,
  to: DayField,
  by: choice(REPORT_GROUPS, 'a kind of rows'),
  currency: CurrencyField,
  total_income: AmountField,
  total_expense: AmountField,
  net_savings: AmountField,
  income_count: TypeCountSchema,
  expense_count: TypeCountSchema,
  rows: Type.Array(GroupRowSchema, { description: 'a row for each tag and type, the largest first' }),
  overlapping: Type.Boolean({
    description: 'whether a transaction counts in several rows, so that they sum to more than the totals',
  }),
  other_currencies: Type.Array(CurrencyTotalsSchema, { description: 'what moved in other currencies; never added up' }),
}, { description: 'a report' })
export type Report = Static<typeof ReportSchema>

export const getReport = endpoint({
  method: 'GET',
  path: '/api/reports/',
  tag: 'reports',
  summary: 'Report any days by tag: a transaction counts in each of its tags, in the totals once',
  query: Type.Object({
    from: DayField,
    to: DayField,
    by: choice(REPORT_GROUPS, 'a kind of rows'),
    currency: Type.Optional(CurrencyField),
  }),
  status: 200,
  reply: ReportSchema,
  problems: ['validation_failed'],
})
