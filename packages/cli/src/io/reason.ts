/** Why the operating system said no, in words. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  ENOENT: 'there is no such file',
  EEXIST: 'something else of that name is there',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is not a folder',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left',
  EMFILE: 'too many files are open',
  ELOOP: 'its links go in a circle',
  ENAMETOOLONG: 'its name is too long',
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'it closed the connection',
  EPIPE: 'it closed the connection',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'its name cannot be looked up right now',
  EHOSTUNREACH: 'there is no way to that host',
  ENETUNREACH: 'there is no way to that network',
  ETIMEDOUT: 'it did not answer in time',
}

/** The code of a system's error, such as ENOENT. */
export function codeOf (error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

export function reasonOf (error: unknown): string {
  const code = codeOf(error)
  if (code !== undefined && Object.hasOwn(REASONS, code)) return String(REASONS[code])
  return error instanceof Error ? error.message : String(error)
}
