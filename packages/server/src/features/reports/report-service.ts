import { boundAfter, day, daysOfMonth, month } from '@fintrack/contract/dates'
import { Faults } from '@fintrack/contract/problem'
import type { MonthlyReport, Report } from '@fintrack/contract/reports'
import type { RequestContext } from '../../request-context.ts'
import type { UnitOfWork } from '../repositories.ts'
import { currencyOf } from '../users/user-service.ts'
import { keysAt, monthlyReport } from './report-math.ts'
import { tagReport } from './tag-report.ts'

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

    /** @param query its days are both included */
    byTag: async (
      { user }: RequestContext, query: { from: string, to: string, currency?: string }
    ): Promise<Report> => {
      const [from, to] = [day(query.from), day(query.to)]
      const faults = new Faults()
      if (from > to) faults.add('to', `${to} is before ${from}; the range would be empty.`)
      if (faults.count > 0) throw faults.problem()
      return uow.snapshot(user, async (repos) => {
        const currency = query.currency ?? await currencyOf(repos, user)
        const range = { from, before: boundAfter(to) }
        const totals = await repos.reports.byType(user, range)
        return tagReport({ from, to }, currency, totals, await repos.reports.byTag(user, range, currency))
      })
    },
  }
}
