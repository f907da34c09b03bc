/** Where the book is when nobody says: the platform's place for a user's data. */
import { homedir, platform as platformOfNow } from 'node:os'
import { isAbsolute, join } from 'node:path'
import type { Environment } from '@fintrack/contract/settings'

export function defaultDataDir (env: Environment, platform: string = platformOfNow(), home = homedir()): string {
  const { XDG_DATA_HOME: xdg, LOCALAPPDATA: windows } = env
  // The XDG Base Directory Specification: a path that is not absolute is to be ignored.
  if (xdg !== undefined && isAbsolute(xdg)) return join(xdg, 'fintrack')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'fintrack')
  if (platform === 'win32') return join(windows ?? join(home, 'AppData', 'Local'), 'fintrack')
  return join(home, '.local', 'share', 'fintrack')
}
