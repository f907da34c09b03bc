/** What config.json may hold. Secrets are in credentials.json. */
import { OUTPUT_FORMATS, type OutputFormat } from '@fintrack/contract/choices'
import { quote } from '@fintrack/contract/text'
import { COLOR_CHOICES, type ColorChoice } from '../io/color.ts'
import { field, isObject, Misfit, onlyKeys, type JsonObject } from './json-file.ts'

/** A server that was registered with or logged in to. */
export interface Profile {
  readonly server: string
  readonly username?: string
  /** The login was made with --insecure-http: unencrypted requests may go to this server, and to no other. */
  readonly insecure_http?: true
  /** The account of what is added there without one. */
  readonly account?: string
}

export interface Config {
  readonly output?: OutputFormat
  readonly color?: ColorChoice
  readonly ascii?: boolean
  /** The account of what is added to the book of this machine without one. */
  readonly account?: string
  /** What the first word of a line stands for, such as `tx list --category kids`. */
  readonly aliases?: ReadonlyMap<string, string>
  readonly profiles: ReadonlyMap<string, Profile>
}

export const NO_CONFIG: Config = { profiles: new Map() }

const isIn = <Value extends string>(values: readonly Value[]) =>
  (value: unknown): value is Value => values.some((one) => one === value)
const isText = (value: unknown): value is string => typeof value === 'string'
const isSwitch = (value: unknown): value is boolean => typeof value === 'boolean'
const isTexts = (value: unknown): value is Readonly<Record<string, string>> =>
  isObject(value) && Object.values(value).every(isText)
const isTrue = (value: unknown): value is true => value === true

/** @throws Misfit a key that is none, or a value that is none of its key's */
export function configOf (json: JsonObject): Config {
  onlyKeys(json, ['output', 'color', 'ascii', 'account', 'aliases', 'profiles'])
  const output = field(json, 'output', isIn(OUTPUT_FORMATS))
  const color = field(json, 'color', isIn(COLOR_CHOICES))
  const ascii = field(json, 'ascii', isSwitch)
  const account = field(json, 'account', isText)
  const aliases = field(json, 'aliases', isTexts)
  const profiles = Object.entries(field(json, 'profiles', isObject) ?? {})
  return {
    ...(output === undefined ? {} : { output }),
    ...(color === undefined ? {} : { color }),
    ...(ascii === undefined ? {} : { ascii }),
    ...(account === undefined ? {} : { account }),
    ...(aliases === undefined ? {} : { aliases: new Map(Object.entries(aliases)) }),
    profiles: new Map(profiles.map(([name, entry]) => [name, profileOf(name, entry)])),
  }
}

function profileOf (name: string, entry: unknown): Profile {
  if (!isObject(entry)) throw new Misfit(`it has ${quote(entry)} for profile ${name}`)
  onlyKeys(entry, ['server', 'username', 'insecure_http', 'account'])
  const server = field(entry, 'server', isText)
  if (server === undefined) throw new Misfit(`it has no server for profile ${name}`)
  const username = field(entry, 'username', isText)
  const account = field(entry, 'account', isText)
  const insecureHttp = field(entry, 'insecure_http', isTrue)
  return {
    server,
    ...(username === undefined ? {} : { username }),
    ...(insecureHttp === undefined ? {} : { insecure_http: insecureHttp }),
    ...(account === undefined ? {} : { account }),
  }
}

export function configJson ({ aliases, profiles, ...rest }: Config): JsonObject {
  return {
    ...rest,
    ...(aliases === undefined ? {} : { aliases: Object.fromEntries(aliases) }),
    ...(profiles.size === 0 ? {} : { profiles: Object.fromEntries(profiles) }),
  }
}

/** A config with one profile changed, or without it. */
export function withProfile (config: Config, name: string, profile: Profile | undefined): Config {
  const profiles = new Map(config.profiles)
  if (profile === undefined) profiles.delete(name)
  else profiles.set(name, profile)
  return { ...config, profiles }
}
