/** The options that every command takes, before or after its name. */
import { OUTPUT_FORMATS, type OutputFormat } from '@fintrack/contract/choices'
import type { SettingValues } from '@fintrack/contract/settings'
import { listed, quote } from '@fintrack/contract/text'
import { Option, type Command } from 'commander'
import { usage } from '../errors/usage.ts'
import { COLOR_CHOICES, type ColorChoice } from '../io/color.ts'

/** The global options as they were given, and nothing else. */
export interface Flags {
  readonly output?: OutputFormat
  readonly json?: true
  readonly jq?: string
  readonly fields?: readonly string[]
  readonly quiet?: true
  readonly yes?: true
  /** False by --no-input. */
  readonly input: boolean
  readonly local?: true
  readonly server?: string
  readonly profile?: string
  readonly color?: ColorChoice
  readonly ascii?: true
  readonly debug?: true
  readonly insecureHttp?: true
}

/**
 * The options that every command takes: the flag, else the environment, else config.json; undefined where none says.
 */
export interface Globals {
  readonly output?: OutputFormat
  readonly fields?: readonly string[]
  readonly quiet: boolean
  readonly yes: boolean
  readonly input: boolean
  readonly local: boolean
  readonly server?: string
  readonly profile: string
  readonly color: 'auto' | 'always' | 'never'
  readonly ascii: boolean
  readonly debug: boolean
  readonly insecureHttp: boolean
}

/** One of a closed list, by its exact name. */
function choice<const Values extends readonly string[]> (values: Values, flag: string) {
  return (text: string): string => {
    if (!values.includes(text)) throw usage(`${flag} is ${quote(text)}, which is not one of ${listed(values, 'or')}.`)
    return text
  }
}

function fields (text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim())
  if (names.includes('')) {
    throw usage(
      `--fields is ${quote(text)}, which has an empty name.`, 'Write names with commas between: --fields date,amount.'
    )
  }
  return names
}

/** Names a table in config.json, so it is kept to letters that are only that. */
function profileName (text: string): string {
  if (!/^[\p{L}\p{N}][\p{L}\p{N}.@_-]{0,63}$/u.test(text)) {
    throw usage(
      `${quote(text)} is not a name for a profile.`,
      'A profile has 1 to 64 letters, digits or . @ _ - and begins with a letter or digit.'
    )
  }
  return text
}

/** Every run comes here: `listed` would load the rules of English lists, which takes longer than all of the rest. */
export function addGlobalOptions (program: Command): void {
  program
    .option(
      '-o, --output <format>', `output format: ${OUTPUT_FORMATS.join(', ')}`, choice(OUTPUT_FORMATS, '--output')
    )
    .addOption(new Option('--json', 'the same as --output json').conflicts('output'))
    .option('--jq <expression>', 'filter the JSON with jq; a string is printed as it is, as with jq -r')
    .option('--fields <names>', 'only these columns, in this order, such as date,amount', fields)
    .option('-q, --quiet', 'print no sentence about what was done')
    .option('-y, --yes', 'answer every question with yes')
    .option('--no-input', 'never ask; fail where an answer is missing')
    .addOption(new Option('--local', 'use the book of this machine').conflicts('server'))
    .option('--server <url>', 'use the server at this address')
    .option('--profile <name>', 'use this stored login', profileName)
    .option('--color <when>', `colour: ${COLOR_CHOICES.join(', ')}`, choice(COLOR_CHOICES, '--color'))
    .option('--ascii', 'draw with ASCII only')
    .option('--insecure-http', 'allow http, unencrypted, to a server on another machine')
    .option('--debug', 'show where a failure happened')
}

/** What config.json may say of the same. */
type Defaults = { readonly [Name in 'output' | 'color' | 'ascii']?: Globals[Name] }

/** Flag beats environment beats config.json. */
export function globalsOf (flags: Flags, settings: SettingValues, config: Defaults): Globals {
  if (flags.jq !== undefined && flags.output !== undefined && flags.output !== 'json') {
    throw usage(`--jq filters JSON, and there is no JSON in --output ${flags.output}.`, 'Leave one of them out.')
  }
  const isJson = flags.json === true || flags.jq !== undefined
  const output = isJson ? 'json' : flags.output ?? settings.FINTRACK_OUTPUT ?? config.output
  const server = flags.server ?? settings.FINTRACK_SERVER
  return {
    ...(output === undefined ? {} : { output }),
    ...(flags.fields === undefined ? {} : { fields: flags.fields }),
    quiet: flags.quiet === true,
    yes: flags.yes === true,
    input: flags.input && !settings.FINTRACK_NO_INPUT,
    local: flags.local === true,
    ...(server === undefined ? {} : { server }),
    profile: flags.profile ?? settings.FINTRACK_PROFILE,
    color: flags.color ?? config.color ?? 'auto',
    ascii: flags.ascii === true || config.ascii === true,
    debug: flags.debug === true,
    insecureHttp: flags.insecureHttp === true,
  }
}
