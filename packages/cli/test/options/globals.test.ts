import t from 'tap'
import { readSettings, type Environment } from '@fintrack/contract/settings'
import { Command } from 'commander'
import type { Config } from '../../src/config/config.ts'
import { usage } from '../../src/errors/usage.ts'
import { addGlobalOptions, globalsOf, type Flags } from '../../src/options/globals.ts'

function flagsOf (...argv: readonly string[]): Flags {
  const program = new Command().exitOverride()
    .configureOutput({ outputError () {} }).argument('[rest...]').action(() => {})
  addGlobalOptions(program)
  program.parse(argv, { from: 'user' })
  return program.opts<Flags>()
}

function globals (argv: readonly string[], env: Environment = {}, config: Partial<Config> = {}) {
  return globalsOf(flagsOf(...argv), readSettings(env, ['client']), { profiles: new Map(), ...config })
}

const NOTHING = {
  quiet: false,
  yes: false,
  input: true,
  local: false,
  profile: 'default',
  color: 'auto',
  ascii: false,
  debug: false,
  insecureHttp: false,
} as const

t.test('each global flag sets the option of its name', (t) => {
  const cases: Array<[readonly string[], object]> = [
    [[], {}],
    [['-o', 'csv'], { output: 'csv' }],
    [['--output=ndjson'], { output: 'ndjson' }],
    [['--json'], { output: 'json' }],
    [['--fields', 'date, amount'], { fields: ['date', 'amount'] }],
    [['-q', '-y'], { quiet: true, yes: true }],
    [['--quiet', '--yes', '--no-input', '--local'], { quiet: true, yes: true, input: false, local: true }],
    [['--server', 'http://x'], { server: 'http://x' }],
    [['--profile', 'work.2@home'], { profile: 'work.2@home' }],
    [['--color', 'never', '--ascii', '--debug', '--insecure-http'], {
      color: 'never', ascii: true, debug: true, insecureHttp: true,
    }],
  ]
  for (const [argv, given] of cases) t.strictSame(globals(argv), { ...NOTHING, ...given }, argv.join(' '))
  t.end()
})

t.test('environment and config count only where no flag is given', (t) => {
  const env = {
    FINTRACK_OUTPUT: 'tsv', FINTRACK_SERVER: 'http://env', FINTRACK_PROFILE: 'env', FINTRACK_NO_INPUT: 'on',
  }
  const config = { output: 'csv', color: 'always', ascii: true } as const
  t.strictSame(globals([], {}, config), { ...NOTHING, ...config })
  t.strictSame(globals([], env, config), {
    ...NOTHING, ...config, output: 'tsv', server: 'http://env', profile: 'env', input: false,
  })
  t.strictSame(globals(
    ['-o', 'table', '--server', 'http://flag', '--profile', 'flag', '--color', 'never'], env, config
  ), {
    ...NOTHING, output: 'table', server: 'http://flag', profile: 'flag', color: 'never', ascii: true, input: false,
  })
  t.end()
})

t.test('a bad value of a global flag is refused with the good ones', (t) => {
  t.throws(() => flagsOf('-o', 'xml'), usage('--output is "xml", which is not one of table, json, csv, tsv or ndjson.'))
  t.throws(() => flagsOf('--color', 'maybe'), usage('--color is "maybe", which is not one of auto, always or never.'))
  t.throws(() => flagsOf('--fields', 'a,,b'), usage(
    '--fields is "a,,b", which has an empty name.', 'Write names with commas between: --fields date,amount.'
  ))
  const hint = 'A profile has 1 to 64 letters, digits or . @ _ - and begins with a letter or digit.'
  for (const name of ['', '__proto__', '-x', 'a b']) {
    t.throws(() => flagsOf(`--profile=${name}`), usage(`${JSON.stringify(name)} is not a name for a profile.`, hint))
  }
  t.throws(
    () => flagsOf(`--profile=${'a'.repeat(65)}`), usage(`"${'a'.repeat(57)}…" is not a name for a profile.`, hint)
  )
  t.end()
})

t.test('flags that contradict each other are refused', (t) => {
  t.throws(() => flagsOf('--json', '-o', 'csv'), { code: 'commander.conflictingOption' })
  t.throws(() => flagsOf('--local', '--server', 'http://x'), { code: 'commander.conflictingOption' })
  t.end()
})
