import { daysOfMonth, month } from '@fintrack/contract/dates'
import type { MonthlyReport } from '@fintrack/contract/reports'
import type { UnitOfWork } from '../../db/unit-of-work.ts'
import { currencyOf } from '../users/user-currency.ts'
import { monthlyReport } from './report-math.ts'

export function reportService ({ uow }: { uow: UnitOfWork }) {
  return {
    monthly: async (userId: number, query: { month: string, currency?: string }): Promise<MonthlyReport> => {
      const ofMonth = month(query.month)
      return uow.snapshot(async (repos) => {
        const currency = query.currency ?? await currencyOf(repos, userId)
        const totals = await repos.reports.totals(userId, daysOfMonth(ofMonth))
        return monthlyReport(ofMonth, currency, totals, await repos.reports.budgets(userId, ofMonth, currency))
      })
    },
  }
}
