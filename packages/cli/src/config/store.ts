/** config.json and credentials.json: apart, 0600, each written whole. */
import { join } from 'node:path'
import { reasonOf } from '../io/reason.ts'
import { configJson, configOf, NO_CONFIG, type Config } from './config.ts'
import { credentialsOf, type AllCredentials, type Credentials } from './credentials.ts'
import { readJsonFile, writeJsonFile } from './json-file.ts'
import { withLock } from './lock.ts'

export interface Store {
  readonly configPath: string
  readonly credentialsPath: string
  /** Read at its first use. @throws Fault a damaged file */
  config(): Config
  /** Read anew each time: another process may have renewed them. @throws Fault a damaged file */
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

const REMEDY = 'Mend it, or begin anew: `fintrack login --server URL` for a server, `fintrack logout` for the book of this machine.'

/** What a reading says of its file, or undefined when it is sound. */
function damage (read: () => unknown): string | undefined {
  try {
    read()
    return undefined
  } catch (error) {
    return reasonOf(error)
  }
}

export function newStore (folder: string): Store {
  const configPath = join(folder, 'config.json')
  const credentialsPath = join(folder, 'credentials.json')
  let config: Config | undefined
  let credentialsCount = true
  const readConfig = (): Config => readJsonFile(configPath, configOf, REMEDY) ?? NO_CONFIG
  const readCredentials = (): AllCredentials =>
    (credentialsCount ? readJsonFile(credentialsPath, credentialsOf, REMEDY) : undefined) ?? new Map()
  return {
    configPath,
    credentialsPath,
    config: () => (config ??= readConfig()),
    credentials: (profile) => readCredentials().get(profile),
    locked: (work) => withLock(join(folder, 'credentials.lock'), work),
    async saveConfig (changed) {
      await writeJsonFile(configPath, configJson(changed))
      config = changed
    },
    async saveCredentials (profile, credentials) {
      const { [profile]: _, ...others } = Object.fromEntries(readCredentials())
      await writeJsonFile(credentialsPath, credentials === undefined ? others : { ...others, [profile]: credentials })
      credentialsCount = true
    },
    beginAnew () {
      const ofConfig = damage(readConfig)
      if (ofConfig !== undefined) config = NO_CONFIG
      const ofCredentials = damage(readCredentials)
      if (ofCredentials !== undefined) credentialsCount = false
      return [ofConfig, ofCredentials].filter((sentence) => sentence !== undefined)
    },
  }
}
