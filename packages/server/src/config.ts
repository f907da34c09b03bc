/** The server's configuration: the contract's table of settings, read once at start and frozen. */
import { readSettings, type Environment, type SettingValues } from '@fintrack/contract/settings'
import { defaultDataDir } from './data-dir.ts'

export interface Config {
  readonly dataDir: string
  readonly host: string
  readonly port: number
  readonly logLevel: NonNullable<SettingValues['FINTRACK_LOG_LEVEL']>
  readonly currency: string
  readonly registration: SettingValues['FINTRACK_REGISTRATION']
  readonly accessTokenSeconds: number
  readonly sessionDays: number
  readonly refreshGraceSeconds: number
  readonly refreshRotation: boolean
  readonly importLimitBytes: number
  readonly bodyLimitBytes: number
  readonly requestTimeoutMs: number
  readonly shutdownMs: number
}

const KIB = 1024

/** @throws SettingFault for an unknown name or a bad value, with a sentence */
export function readConfig (env: Environment): Config {
  const settings = readSettings(env, ['book', 'server'])
  return Object.freeze({
    dataDir: settings.FINTRACK_DATA_DIR ?? defaultDataDir(env),
    host: settings.FINTRACK_HOST,
    port: settings.FINTRACK_PORT,
    logLevel: settings.FINTRACK_LOG_LEVEL,
    currency: settings.FINTRACK_CURRENCY,
    registration: settings.FINTRACK_REGISTRATION,
    accessTokenSeconds: settings.FINTRACK_ACCESS_TOKEN_SECONDS,
    sessionDays: settings.FINTRACK_SESSION_DAYS,
    refreshGraceSeconds: settings.FINTRACK_REFRESH_GRACE_SECONDS,
    refreshRotation: settings.FINTRACK_REFRESH_ROTATION,
    importLimitBytes: settings.FINTRACK_IMPORT_LIMIT_MIB * KIB * KIB,
    bodyLimitBytes: settings.FINTRACK_BODY_LIMIT_KIB * KIB,
    requestTimeoutMs: settings.FINTRACK_REQUEST_TIMEOUT_SECONDS * 1000,
    shutdownMs: settings.FINTRACK_SHUTDOWN_SECONDS * 1000,
  })
}
