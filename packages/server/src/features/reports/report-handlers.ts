import { getMonthlyReport, getReport } from '@fintrack/contract/reports'
import { handle, type Route } from '../../dispatch.ts'
import type { reportService } from './report-service.ts'

export function reportHandlers (reports: ReturnType<typeof reportService>): Route[] {
  return [
    handle(getMonthlyReport, async (context, { query }) => ({ body: await reports.monthly(context, query) })),
    handle(getReport, async (context, { query }) => ({ body: await reports.byTag(context, query) })),
  ]
}
