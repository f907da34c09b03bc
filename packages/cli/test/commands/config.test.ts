import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Problem } from '@fintrack/contract/problem'
import t, { type Test } from 'tap'
import { fakeBook, page } from '../helpers/fake-book.ts'
import { CHECKING } from '../helpers/rows.ts'
import { screen, type ScreenOptions } from '../helpers/screen.ts'

function shell (test: Test) {
  const home = test.testdir()
  const path = join(home, '.config', 'fintrack', 'config.json')
  return { path, type: (argv: string, options: ScreenOptions = {}) => screen(argv.split(' '), { home, ...options }) }
}

t.test('config set, get and list change and show a setting, and remove it', async (t) => {
  const { path, type } = shell(t)
  t.strictSame(await type('config get output'), {
    code: 5, stdout: '', stderr: 'error: output is not set.\nhint: `fintrack config set output VALUE` sets it.\n',
  })
  t.strictSame(await type('config set output csv'), { code: 0, stdout: '', stderr: 'Set output to csv.\n' })
  t.strictSame(await type('config set color never'), { code: 0, stdout: '', stderr: 'Set color to never.\n' })
  t.strictSame(await type('config set ascii true'), { code: 0, stdout: '', stderr: 'Set ascii to true.\n' })
  t.strictSame(await type('-q config set server http://127.0.0.1:8787/'), { code: 0, stdout: '', stderr: '' })
  t.strictSame(await type(
    '--profile work --insecure-http config set server http://work'
  ), { code: 0, stdout: '', stderr: 'Set server to http://work.\n' })
  t.strictSame(JSON.parse(readFileSync(path, 'utf8')), {
    output: 'csv',
    color: 'never',
    ascii: true,
    profiles: { default: { server: 'http://127.0.0.1:8787' }, work: { server: 'http://work', insecure_http: true } },
  })
  t.strictSame(await type('config list'), {
    code: 0,
    stdout: [
      'key,value,meaning', 'output,csv,"output format, as with --output"', 'color,never,"colour, as with --color"',
      'ascii,true,"draw with ASCII only, as with --ascii"',
      'account,,the account of what is added without --account',
      'server,http://127.0.0.1:8787,the server of the profile (default: the book of this machine)',
      '',
    ].join('\r\n'),
    stderr: '',
  })
  t.equal((await type('--profile work config get server -o tsv --fields value')).stdout, 'http://work\n')
  for (const key of ['output', 'color', 'ascii', 'server']) {
    t.strictSame(await type(`config set ${key} --unset`), {
      code: 0, stdout: '', stderr: `Removed the setting ${key}.\n`,
    })
  }
  t.strictSame(JSON.parse(readFileSync(path, 'utf8')), {
    profiles: { work: { server: 'http://work', insecure_http: true } },
  })
})

t.test('config prints a value, or a table on a terminal', async (t) => {
  const { type } = shell(t)
  await type('config set ascii false')
  t.strictSame(await type('config get ascii'), { code: 0, stdout: 'false\n', stderr: '' })
  t.matchOnlyStrict(await type('config get ascii --json'), {
    code: 0,
    stdout: '{\n  "key": "ascii",\n  "value": "false",\n  "meaning": "draw with ASCII only, as with --ascii"\n}\n',
    stderr: '',
  })
  const { stdout } = await type('config list', { tty: true, env: { NO_COLOR: '1' } })
  t.equal(stdout, [
    'key      value  meaning',
    'output   -      output format, as with --output',
    'color    -      colour, as with --color',
    'ascii    false  draw with ASCII only, as with --ascii',
    'account  -      the account of what is added without --account',
    'server   -      the server of the profile (default: the book of this machine)',
    '',
  ].join('\n'))
})

t.test('config set refuses an unknown setting or value and writes nothing', async (t) => {
  const { path, type } = shell(t)
  const refused: Array<[string, string]> = [
    ['config set outptu csv', 'error: There is no setting "outptu" in config.json.\nhint: Did you mean output?\n'],
    [
      'config get xyzzy',
      'error: There is no setting "xyzzy" in config.json.\n' +
        'hint: The settings are output, color, ascii, account and server.\n',
    ],
    ['config set output xml', 'error: output is "xml", which is not one of table, json, csv, tsv or ndjson.\n'],
    ['config set ascii yes', 'error: ascii is "yes", which is not one of true or false.\n'],
    ['config set server x', 'error: "x" is not the address of a server.\nhint: Did you mean http://x?\n'],
    [
      'config set color',
      'error: The value for color is missing.\nhint: `fintrack config set color --unset` removes the setting.\n',
    ],
    ['config set color never --unset', 'error: --unset removes color, so it takes no value, and "never" is one.\n'],
  ]
  for (const [argv, stderr] of refused) t.strictSame(await type(argv), { code: 2, stdout: '', stderr }, argv)
  t.notOk(existsSync(path))
})

t.test('config path prints the path that the settings name', async (t) => {
  const { path, type } = shell(t)
  t.strictSame(await type('config path'), { code: 0, stdout: `${path}\n`, stderr: '' })
  t.strictSame(await type('config path', { env: { FINTRACK_CONFIG_DIR: '/elsewhere' } }), {
    code: 0, stdout: '/elsewhere/config.json\n', stderr: '',
  })
})

t.test('config set server keeps the profile of the same server and begins anew for another', async (t) => {
  const { path, type } = shell(t)
  mkdirSync(join(path, '..'), { recursive: true })
  const stored = { server: 'http://work', username: 'anna', insecure_http: true }
  writeFileSync(path, JSON.stringify({ profiles: { default: stored } }))
  t.match(await type('config set server HTTP://work/'), { code: 0 })
  t.strictSame(JSON.parse(readFileSync(path, 'utf8')), { profiles: { default: stored } })
  t.match(await type('config set server http://other'), { code: 2 })
  t.match(await type('config set server https://other'), { code: 0 })
  t.strictSame(JSON.parse(readFileSync(path, 'utf8')), { profiles: { default: { server: 'https://other' } } })
})

t.test('the default account is kept for the book of this machine and for each stored login', async (t) => {
  const { path, type } = shell(t)
  const book = fakeBook({
    'GET /api/accounts/': ({ query }) => query.some(([, value]) => value === 'checking')
      ? page([CHECKING])
      : new Problem('unknown_account', 'There is no account "cheque".', { suggestion: 'Checking' }),
    'GET /api/accounts/7/': { ...CHECKING, id: 7, name: 'Card' },
  })
  const options = { send: book.send }
  t.strictSame(await type('config set account checking', options), {
    code: 0, stdout: '', stderr: 'Set account to Checking.\n',
  })
  t.strictSame(await type('config set account cheque', options), {
    code: 5, stdout: '', stderr: 'error: There is no account "cheque".\nhint: Did you mean "Checking"?\n',
  })
  await type('--profile work config set server https://work.example')
  t.strictSame(await type('--profile work config get account'), {
    code: 5, stdout: '', stderr: 'error: account is not set.\nhint: `fintrack config set account VALUE` sets it.\n',
  })
  t.match(await type('--profile work config set account 7', options), { code: 0, stderr: 'Set account to Card.\n' })
  t.match(await type('--profile work --server https://WORK.example/ config get account'), { stdout: 'Card\n' })
  t.match(await type('--profile work --local config get account'), { stdout: 'Checking\n' })
  t.match(await type('config get account'), { stdout: 'Checking\n' })
  for (const profile of ['default', 'work']) {
    t.match(await type(`--profile ${profile} --server https://elsewhere.example config get account`), { code: 5 })
    t.strictSame(
      await type(`--profile ${profile} --server https://elsewhere.example config set account checking`, options), {
        code: 2,
        stdout: '',
        stderr: 'error: Nobody is logged in to https://elsewhere.example here, and a default account is kept with the ' +
          'login.\nhint: `fintrack login --server URL` logs in.\n',
      }
    )
  }
  t.strictSame(JSON.parse(readFileSync(path, 'utf8')), {
    account: 'Checking', profiles: { work: { server: 'https://work.example', account: 'Card' } },
  })
  t.match(await type('--profile work config set account --unset'), { code: 0 })
  t.match(await type('config set account --unset'), { code: 0, stderr: 'Removed the setting account.\n' })
  t.strictSame(JSON.parse(readFileSync(path, 'utf8')), { profiles: { work: { server: 'https://work.example' } } })
})
