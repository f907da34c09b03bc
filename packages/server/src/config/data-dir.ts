/** Where the book is when nobody says: the platform's place for a user's data. */
import { homedir, platform as platformOfNow } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { settingError, type Environment } from '@fintrack/contract/settings'

/** @throws UserError where there is no home folder: the book would be made wherever the process happens to be */
export function defaultDataDir (env: Environment, platform: string = platformOfNow(), home = homedir()): string {
  const { XDG_DATA_HOME: xdg, LOCALAPPDATA: windows } = env
  // The XDG Base Directory Specification: a path that is not absolute is to be ignored.
  if (xdg !== undefined && isAbsolute(xdg)) return join(xdg, 'fintrack')
  if (!isAbsolute(home) && (platform !== 'win32' || windows === undefined)) {
    throw settingError('FINTRACK_DATA_DIR',
      'There is no home folder, because HOME is empty or relative; set FINTRACK_DATA_DIR to the folder of the book.')
  }
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'fintrack')
  if (platform === 'win32') return join(windows ?? join(home, 'AppData', 'Local'), 'fintrack')
  return join(home, '.local', 'share', 'fintrack')
}
