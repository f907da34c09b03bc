/** config.json and credentials.json: apart, 0600, each written whole. */
import { basename, join } from 'node:path'
import { reasonOf } from '../io/reason.ts'
import { configJson, configOf, NO_CONFIG, type Config } from './config.ts'
import { credentialsOf, type AllCredentials, type Credentials } from './credentials.ts'
import { readJsonFile, writeJsonFile } from './json-file.ts'
import { withLock } from './lock.ts'
import { restrictToOwner } from './owner-only.ts'

export interface Store {
  readonly configPath: string
  readonly credentialsPath: string
  /**
   * Read at its first use, and anew under the lock: another process may have changed it. @throws UserError a damaged
   * file
   */
  config(): Config
  /** Read anew each time: another process may have renewed them. @throws UserError a damaged file */
  credentials(profile: string): Credentials | undefined
  /** Works while no other process does what must be done under the lock, as writing must. */
  locked<T>(work: () => Promise<T>): Promise<T>
  saveConfig(config: Config): Promise<void>
  saveCredentials(profile: string, credentials: Credentials | undefined): Promise<void>
  /**
   * For `login` and `logout`, which put things right: from now on a damaged file counts as empty.
   * @returns a sentence for each that is damaged, which names the copy aside
   */
  beginAnew(): readonly string[]
}

const REMEDY = 'Correct it, or start afresh: `fintrack login --server URL` for a server, ' +
  '`fintrack logout` for the book of this machine.'

/** What a reading says of its file, or undefined when it is sound. */
function damage (read: () => unknown): string | undefined {
  try {
    read()
    return undefined
  } catch (error) {
    return reasonOf(error)
  }
}

/** The folder's own name where nobody chose another: one that is named otherwise may be shared on purpose. */
const OWN_NAME = 'fintrack'

/** @param note prints a sentence about a file that other accounts could read until now */
export function newStore (folder: string, note: (sentence: string) => void = () => {}): Store {
  const configPath = join(folder, 'config.json')
  const credentialsPath = join(folder, 'credentials.json')
  let config: Config | undefined
  let configCounts = true
  let credentialsCount = true
  const readConfig = (): Config => {
    if (basename(folder) === OWN_NAME && restrictToOwner(folder)) {
      note(`${folder} was open to other accounts, and is not any more.`)
    }
    restrictToOwner(configPath)
    return (configCounts ? readJsonFile(configPath, configOf, REMEDY) : undefined) ?? NO_CONFIG
  }
  const readCredentials = (): AllCredentials => {
    if (restrictToOwner(credentialsPath)) {
      note(`${credentialsPath} could be read by other accounts, and cannot any more. ` +
        'If one of them may have read it, `fintrack session list` shows who is logged in.')
    }
    return (credentialsCount ? readJsonFile(credentialsPath, credentialsOf, REMEDY) : undefined) ?? new Map()
  }
  return {
    configPath,
    credentialsPath,
    config: () => (config ??= readConfig()),
    credentials: (profile) => readCredentials().get(profile),
    locked: (work) => withLock(join(folder, 'credentials.lock'), () => {
      config = undefined
      return work()
    }),
    async saveConfig (changed) {
      await writeJsonFile(configPath, configJson(changed))
      config = changed
      configCounts = true
    },
    async saveCredentials (profile, credentials) {
      const { [profile]: _, ...others } = Object.fromEntries(readCredentials())
      await writeJsonFile(credentialsPath, credentials === undefined ? others : { ...others, [profile]: credentials })
      credentialsCount = true
    },
    beginAnew () {
      const ofConfig = damage(readConfig)
      if (ofConfig !== undefined) configCounts = false
      const ofCredentials = damage(readCredentials)
      if (ofCredentials !== undefined) credentialsCount = false
      return [ofConfig, ofCredentials].filter((sentence) => sentence !== undefined)
    },
  }
}
