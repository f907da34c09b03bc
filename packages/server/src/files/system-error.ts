/**
 * Errors of the operating system, as Node.js throws them: recognised by their code, described without the call that
 * failed.
 */
import { getSystemErrorMap } from 'node:util'

/** @returns the system's own name of an error, such as `EACCES`; undefined for any other error */
export function systemCode (error: unknown): string | undefined {
  return systemErrorOf(error)?.code
}

/** @returns such as `EACCES: permission denied`; undefined for an error that is not the system's */
export function systemReason (error: unknown): string | undefined {
  const met = systemErrorOf(error)
  return met === undefined ? undefined : `${met.code}: ${getSystemErrorMap().get(met.errno)?.[1] ?? 'unknown error'}`
}

function systemErrorOf (error: unknown): { readonly code: string, readonly errno: number } | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('errno' in error)) return undefined
  const { code, errno } = error
  // libuv's numbers are negative on every platform; those of SQLite are not.
  return typeof code === 'string' && typeof errno === 'number' && errno < 0 ? { code, errno } : undefined
}
