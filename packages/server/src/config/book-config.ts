/** What a book needs to know of the settings, served or embedded: its limits and lifetimes, and who may do what. */
import type { SettingValues } from '@fintrack/contract/settings'

const BYTES_PER_MIB = 1024 * 1024

/** What is not the book's own side is at its default, so that tokens of an embedded book are as good at a server. */
export function bookConfig (settings: SettingValues) {
  return {
    currency: settings.FINTRACK_CURRENCY,
    registration: settings.FINTRACK_REGISTRATION,
    accessTokenSeconds: settings.FINTRACK_ACCESS_TOKEN_SECONDS,
    sessionDays: settings.FINTRACK_SESSION_DAYS,
    sessionMaxDays: settings.FINTRACK_SESSION_MAX_DAYS,
    refreshGraceSeconds: settings.FINTRACK_REFRESH_GRACE_SECONDS,
    refreshRotation: settings.FINTRACK_REFRESH_ROTATION,
    registrationsPerAddress: settings.FINTRACK_REGISTRATIONS_PER_ADDRESS,
    loginFailuresPerAccount: settings.FINTRACK_LOGIN_FAILURES_PER_ACCOUNT,
    loginFailuresPerAddress: settings.FINTRACK_LOGIN_FAILURES_PER_ADDRESS,
    throttleWindowSeconds: settings.FINTRACK_THROTTLE_WINDOW_SECONDS,
    auditDays: settings.FINTRACK_AUDIT_DAYS,
    importLimitBytes: settings.FINTRACK_IMPORT_LIMIT_MIB * BYTES_PER_MIB,
    sessionsPerUser: settings.FINTRACK_SESSIONS_PER_USER,
    tokensPerUser: settings.FINTRACK_TOKENS_PER_USER,
    rowsPerUser: {
      transaction: settings.FINTRACK_ROWS_PER_USER,
      budget: settings.FINTRACK_ROWS_PER_USER,
      balance_check: settings.FINTRACK_ROWS_PER_USER,
      category: settings.FINTRACK_CATEGORIES_PER_USER,
      account: settings.FINTRACK_CATEGORIES_PER_USER,
      tag: settings.FINTRACK_CATEGORIES_PER_USER,
    },
    rowsPerChange: settings.FINTRACK_ROWS_PER_CHANGE,
    // The operator's own secret in the place of the folder's keys.
    jwtSecret: settings.FINTRACK_JWT_SECRET,
    // PostgreSQL in the place of the data folder.
    databaseUrl: settings.FINTRACK_DATABASE_URL,
    statementTimeoutMs: settings.FINTRACK_STATEMENT_TIMEOUT_SECONDS * 1000,
  }
}

export type BookConfig = Readonly<ReturnType<typeof bookConfig>>
