import { daysOfMonth, month } from '@fintrack/contract/dates'
import type { MonthlyReport } from '@fintrack/contract/reports'
import type { RequestContext } from '../../request-context.ts'
import type { UnitOfWork } from '../repositories.ts'
import { currencyOf } from '../users/user-service.ts'
import { monthlyReport } from './report-math.ts'

export function reportService ({ uow }: { uow: UnitOfWork }) {
  return {
    monthly: async ({ user }: RequestContext, query: { month: string, currency?: string }): Promise<MonthlyReport> => {
      const ofMonth = month(query.month)
      return uow.snapshot(user, async (repos) => {
        const currency = query.currency ?? await currencyOf(repos, user)
        const totals = await repos.reports.totals(user, daysOfMonth(ofMonth), currency)
        return monthlyReport(ofMonth, currency, totals, await repos.reports.budgets(user, ofMonth, currency))
      })
    },
  }
}
