/** The server's configuration: the contract's table of settings, read once at start and frozen. */
import { readSettings, type Environment, type SettingValues } from '@fintrack/contract/settings'
import { bookConfig, type BookConfig } from './book-config.ts'
import { defaultDataDir } from './data-dir.ts'

export interface Config extends BookConfig {
  readonly dataDir: string
  readonly host: string
  readonly port: number
  readonly logLevel: NonNullable<SettingValues['FINTRACK_LOG_LEVEL']>
  readonly bodyLimitBytes: number
  readonly requestTimeoutMs: number
  readonly idleTimeoutMs: number
  readonly shutdownMs: number
}

const BYTES_PER_KIB = 1024

/** @throws SettingFault for an unknown name or a bad value, with a sentence */
export function readConfig (env: Environment): Config {
  const settings = readSettings(env, ['book', 'server'])
  return Object.freeze({
    ...bookConfig(settings),
    dataDir: settings.FINTRACK_DATA_DIR ?? defaultDataDir(env),
    host: settings.FINTRACK_HOST,
    port: settings.FINTRACK_PORT,
    logLevel: settings.FINTRACK_LOG_LEVEL,
    bodyLimitBytes: settings.FINTRACK_BODY_LIMIT_KIB * BYTES_PER_KIB,
    requestTimeoutMs: settings.FINTRACK_REQUEST_TIMEOUT_SECONDS * 1000,
    idleTimeoutMs: settings.FINTRACK_IDLE_TIMEOUT_SECONDS * 1000,
    shutdownMs: settings.FINTRACK_SHUTDOWN_SECONDS * 1000,
  })
}
