/** The keys of `fintrack config`, each with how it is read from a text and where it stands in config.json. */
import { OUTPUT_FORMATS } from '@fintrack/contract/choices'
import { listed, nearest, quote } from '@fintrack/contract/text'
import { usage } from '../errors/usage.ts'
import { COLOR_CHOICES } from '../io/color.ts'
import { serverAt } from '../options/server-address.ts'
import { withProfile, type Config } from './config.ts'

/** What a key may need to know beside its value. */
interface KeyScope {
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
