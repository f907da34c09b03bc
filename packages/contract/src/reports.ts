/** The monthly report: where the month's money came from and went to. */
import { Type, type Static } from 'typebox'
import { BudgetStatusSchema } from './budgets.ts'
import { endpoint } from './endpoint.ts'
import { AmountField, CurrencyField, DepthField, IdField, MonthField, nullable, PercentField, TypeField } from './fields.ts'

const BreakdownRowSchema = Type.Object({
  category: nullable(IdField, { description: 'the id of the category; null for what has none, and where only a prefix of names is it' }),
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
