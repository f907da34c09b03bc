/** One JSON object in a file that is ours: read by one JSON.parse, written by conf, whole or not at all. */
import { copyFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { UserError } from '@fintrack/contract/errors'
import { listed, quote } from '@fintrack/contract/text'
import { codeOf, reasonOf } from '../io/reason.ts'
import { ANOTHER_FOLDER, makeConfigFolder } from './folders.ts'
import { readRegular } from './regular-file.ts'

export type JsonObject = Readonly<Record<string, unknown>>

/** A file that holds what it cannot hold. The message says what, as a part of a sentence. */
export class Misfit extends Error {
  override readonly name = 'Misfit'
}

export function isObject (value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The field of an object, where it has a value of its kind, or undefined where it is not there. @throws Misfit */
export function field<Value> (
  object: JsonObject, key: string, is: (value: unknown) => value is Value
): Value | undefined {
  const value = Object.hasOwn(object, key) ? object[key] : undefined
  if (value === undefined || is(value)) return value
  throw new Misfit(`it has ${quote(value)} for ${key}`)
}

/** @throws Misfit a key that is none: a slip of the pen must not pass for a setting */
export function onlyKeys (object: JsonObject, keys: readonly string[]): void {
  const unknown = Object.keys(object).find((key) => !keys.includes(key))
  if (unknown !== undefined) throw new Misfit(`it has ${quote(unknown)}, which is not one of ${listed(keys, 'or')}`)
}

/** Editors on Windows begin a file with a byte order mark, and may write UTF-16. */
function textOf (bytes: Buffer): string {
  const mark = bytes.subarray(0, 2).toString('hex')
  const encoding = mark === 'fffe' ? 'utf-16le' : mark === 'feff' ? 'utf-16be' : 'utf-8'
  return new TextDecoder(encoding).decode(bytes)
}

/** The copy is named by the time at which the file was written, so that ten failing commands make one copy. */
function setAside (path: string): string {
  try {
    const written = statSync(path).mtime.toISOString().replaceAll(/[^0-9TZ]/g, '')
    const copy = join(dirname(path), `${basename(path, '.json')}.damaged-${written}.json`)
    copyFileSync(path, copy)
    return `A copy is kept as ${copy}.`
  } catch (error) {
    return `No copy of it could be made: ${reasonOf(error)}.`
  }
}

/**
 * What the file holds, or undefined where there is no file.
 * What is damaged stays where it is, with a copy aside: if it vanished, the next command would find nothing set up and
 * turn to another book.
 * @param parse makes something of the object, or throws a Misfit
 * @param remedy what helps when the file is damaged
 */
export function readJsonFile<Value> (
  path: string, parse: (object: JsonObject) => Value, remedy: string
): Value | undefined {
  let bytes: Buffer | undefined
  try {
    bytes = readRegular(path)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw new UserError('config_file', `${path} cannot be read: ${reasonOf(error)}.`, { cause: error })
  }
  if (bytes === undefined) {
    throw new UserError('config_file', `${path} cannot be read: it is not a regular file.`, { hint: ANOTHER_FOLDER })
  }
  try {
    const value: unknown = JSON.parse(textOf(bytes))
    if (!isObject(value)) throw new Misfit('it is not an object')
    return parse(value)
  } catch (error) {
    const what = error instanceof Misfit ? error.message : 'it is not JSON'
    throw new UserError('config_file', `${path} is damaged: ${what}. ${setAside(path)}`, { hint: remedy, cause: error })
  }
}

/** Replaces the file: 0600, in a folder that is made 0700 where it is not there. */
export async function writeJsonFile (path: string, value: JsonObject): Promise<void> {
  makeConfigFolder(dirname(path))
  try {
    const { default: Conf } = await import('conf')
    const file = new Conf<Record<string, unknown>>({
      cwd: dirname(path),
      configName: basename(path, '.json'),
      configFileMode: 0o600,
      accessPropertiesByDotNotation: false,
      // The file is about to be replaced; reading it before has set a copy aside.
      clearInvalidConfig: true,
      serialize: (all) => `${JSON.stringify(all, undefined, 2)}\n`,
    })
    file.store = { ...value }
  } catch (error) {
    throw new UserError('config_file', `${path} cannot be written: ${reasonOf(error)}.`, {
      hint: ANOTHER_FOLDER, cause: error,
    })
  }
}
