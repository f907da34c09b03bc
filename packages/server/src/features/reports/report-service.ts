import { daysOfMonth, month } from '@fintrack/contract/dates'
import type { MonthlyReport } from '@fintrack/contract/reports'
import type { RequestContext } from '../../request-context.ts'
import type { UnitOfWork } from '../repositories.ts'
import { currencyOf } from '../users/user-service.ts'
import { keysAt, monthlyReport } from './report-math.ts'

export function reportService ({ uow }: { uow: UnitOfWork }) {
  return {
    monthly: async (
      { user }: RequestContext, query: { month: string, currency?: string, depth?: number }
    ): Promise<MonthlyReport> => {
      const ofMonth = month(query.month)
      const { depth } = query
      return uow.snapshot(user, async (repos) => {
        const currency = query.currency ?? await currencyOf(repos, user)
        const totals = await repos.reports.totals(user, daysOfMonth(ofMonth), currency)
        const budgets = await repos.reports.budgets(user, ofMonth, currency)
        const cut = depth === undefined
          ? undefined
          : { depth, categories: await repos.categories.some(user, [], keysAt(totals, depth)) }
        return monthlyReport(ofMonth, currency, totals, budgets, cut)
      })
    },
  }
}
