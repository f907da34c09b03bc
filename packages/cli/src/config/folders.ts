/** Where files live: the setting, else XDG's variable, else the platform's custom. */
import { mkdirSync, statSync } from 'node:fs'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { UserError } from '@fintrack/contract/errors'
import { codeOf, reasonOf } from '../io/reason.ts'
import type { Machine } from '../world.ts'

/** What helps where our own folder cannot be used. */
export const ANOTHER_FOLDER = 'Set FINTRACK_CONFIG_DIR to use another folder.'

interface Custom {
  readonly xdg: string
  readonly linux: string
  readonly darwin: string
  readonly win32: readonly [variable: string, fallback: string]
}

const CONFIG: Custom = {
  xdg: 'XDG_CONFIG_HOME', linux: '.config', darwin: 'Library/Preferences', win32: ['APPDATA', 'AppData/Roaming'],
}
const DATA: Custom = {
  xdg: 'XDG_DATA_HOME',
  linux: '.local/share',
  darwin: 'Library/Application Support',
  win32: ['LOCALAPPDATA', 'AppData/Local'],
}

/** @throws UserError where the account has none: the folder would be made wherever the shell happens to be */
function homeOf ({ home }: Machine): string {
  if (isAbsolute(home)) return home
  throw new UserError('usage', 'There is no home folder, because HOME is empty or relative.', {
    hint: 'Set FINTRACK_DATA_DIR to the folder of the book, or HOME.',
  })
}

function folder (set: string | undefined, custom: Custom, machine: Machine): string {
  const { env, platform } = machine
  if (set !== undefined) return resolve(set)
  const xdg = env[custom.xdg]
  // The XDG specification has relative paths ignored.
  if (xdg !== undefined && isAbsolute(xdg)) return join(xdg, 'fintrack')
  if (platform === 'win32') {
    const [variable, fallback] = custom.win32
    return join(env[variable] ?? join(homeOf(machine), fallback), 'fintrack')
  }
  return join(homeOf(machine), platform === 'darwin' ? custom.darwin : custom.linux, 'fintrack')
}

/**
 * The folder of config.json and credentials.json.
 * @param data the folder of the book, where it is set: there they are for an account without a home folder
 */
export function configFolder (set: string | undefined, machine: Machine, data?: string): string {
  if (set === undefined && data !== undefined && !isAbsolute(machine.home) && machine.platform !== 'win32') {
    return folder(undefined, CONFIG, { ...machine, home: resolve(data) })
  }
  return folder(set, CONFIG, machine)
}

/** The folder of the embedded book, where a server looks for it too when nobody says. */
export function dataFolder (set: string | undefined, machine: Machine): string {
  return folder(set, DATA, machine)
}

/** Step by step: Node's own recursive way never ends where a file system says ENOENT to a new name, as /proc does. */
function make (path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    if (codeOf(error) === 'EEXIST' && statSync(path).isDirectory()) return
    if (codeOf(error) !== 'ENOENT' || dirname(path) === path) throw error
    make(dirname(path))
    mkdirSync(path, { mode: 0o700 })
  }
}

/**
 * Makes the folder of our files, open to its owner only, where it is not there. A folder that is there stays as it is.
 */
export function makeConfigFolder (path: string): void {
  try {
    make(path)
  } catch (error) {
    throw new UserError('config_file', `${path} cannot be created: ${reasonOf(error)}.`, {
      hint: ANOTHER_FOLDER, cause: error,
    })
  }
}
