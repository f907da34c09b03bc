import { daysOfMonth, month } from '@fintrack/contract/dates'
import type { MonthlyReport } from '@fintrack/contract/reports'
import type { UnitOfWork } from '../../db/unit-of-work.ts'
import { currencyOf } from '../users/user-currency.ts'
import { monthlyReport } from './report-math.ts'

export function reportService ({ uow }: { uow: UnitOfWork }) {
  return {
    monthly: async (userId: number, query: { month: string, currency?: string }): Promise<MonthlyReport> => {
      const ofMonth = month(query.month)
      const currency = query.currency ?? await currencyOf(uow.read, userId)
      const totals = await uow.read.reports.totals(userId, daysOfMonth(ofMonth))
      const budgets = await uow.read.reports.budgets(userId, ofMonth, currency)
      return monthlyReport(ofMonth, currency, totals, budgets)
    },
  }
}
