/** The keys of `fintrack config`, each with how it is read from a text and where it stands in config.json. */
import { OUTPUT_FORMATS } from '@fintrack/contract/choices'
import { listed, nearest, quote } from '@fintrack/contract/text'
import { usage } from '../errors/usage.ts'
import { COLOR_CHOICES } from '../io/color.ts'
import { serverAddress, serverAt } from '../options/server-address.ts'
import { withProfile, type Config, type Profile } from './config.ts'

/** What a key may need to know beside its value. */
interface KeyScope {
  readonly local: boolean
  /** The server that a flag or the environment names. */
  readonly server?: string
  readonly profile: string
  readonly insecureHttp: boolean
}

export interface ConfigKey {
  readonly meaning: string
  get(config: Config, scope: KeyScope): string | undefined
  /** @throws UserError a text that is no value of it */
  set(config: Config, text: string, scope: KeyScope): Config
  unset(config: Config, scope: KeyScope): Config
}

function oneOf<const Values extends readonly string[]> (key: string, values: Values, text: string): Values[number] {
  const value = values.find((one) => one === text)
  if (value === undefined) throw usage(`${key} is ${quote(text)}, which is not one of ${listed(values, 'or')}.`)
  return value
}

/**
 * Where config.json keeps what belongs to the book of a run: itself for the book of this machine, else the stored login
 * of a server; undefined for a server that nobody logged in to.
 */
function placeOfBook (
  { profiles }: Config, { local, server, profile: name }: KeyScope
): 'machine' | Profile | undefined {
  const profile = profiles.get(name)
  const address = local ? undefined : server ?? profile?.server
  if (address === undefined) return 'machine'
  return profile !== undefined && serverAddress(address) === profile.server ? profile : undefined
}

function withAccount (config: Config, scope: KeyScope, account: string | undefined): Config {
  const place = placeOfBook(config, scope)
  if (place === undefined) {
    throw usage(
      `Nobody is logged in to ${scope.server} here, and a default account is kept with the login.`,
      '`fintrack login --server URL` logs in.'
    )
  }
  const given = account === undefined ? {} : { account }
  if (place === 'machine') {
    const { account: _, ...rest } = config
    return { ...rest, ...given }
  }
  const { account: _, ...rest } = place
  return withProfile(config, scope.profile, { ...rest, ...given })
}

export const CONFIG_KEYS = {
  output: {
    meaning: 'output format, as with --output',
    get: ({ output }) => output,
    set: (config, text) => ({ ...config, output: oneOf('output', OUTPUT_FORMATS, text) }),
    unset: ({ output: _, ...rest }) => rest,
  },
  color: {
    meaning: 'colour, as with --color',
    get: ({ color }) => color,
    set: (config, text) => ({ ...config, color: oneOf('color', COLOR_CHOICES, text) }),
    unset: ({ color: _, ...rest }) => rest,
  },
  ascii: {
    meaning: 'draw with ASCII only, as with --ascii',
    get: ({ ascii }) => ascii === undefined ? undefined : String(ascii),
    set: (config, text) => ({ ...config, ascii: oneOf('ascii', ['true', 'false'], text) === 'true' }),
    unset: ({ ascii: _, ...rest }) => rest,
  },
  account: {
    meaning: 'the account of what is added without --account',
    get (config, scope) {
      const place = placeOfBook(config, scope)
      return place === 'machine' ? config.account : place?.account
    },
    set: (config, text, scope) => withAccount(config, scope, text),
    unset: (config, scope) => withAccount(config, scope, undefined),
  },
  server: {
    meaning: 'the server of the profile (default: the book of this machine)',
    get: ({ profiles }, { profile }) => profiles.get(profile)?.server,
    set: (config, text, { profile, insecureHttp }) => {
      const stored = config.profiles.get(profile)
      const { address } = serverAt(text, insecureHttp, stored)
      // A username belongs to its server.
      const sameServer = stored?.server === address ? stored : {}
      return withProfile(config, profile, {
        ...sameServer, server: address, ...(insecureHttp ? { insecure_http: true } : {}),
      })
    },
    unset: (config, { profile }) => withProfile(config, profile, undefined),
  },
} as const satisfies Record<string, ConfigKey>

/** @throws UserError a name that is no key */
export function configKey (name: string): ConfigKey {
  const names = Object.keys(CONFIG_KEYS)
  const entry = Object.entries(CONFIG_KEYS).find(([key]) => key === name)
  if (entry !== undefined) return entry[1]
  const meant = nearest(name, names)
  throw usage(`There is no setting ${quote(name)} in config.json.`, meant === undefined
    ? `The settings are ${listed(names)}.`
    : `Did you mean ${meant}?`)
}
