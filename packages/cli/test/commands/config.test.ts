import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
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
    'key     value  meaning',
    'output  -      output format, as with --output',
    'color   -      colour, as with --color',
    'ascii   false  draw with ASCII only, as with --ascii',
    'server  -      the server of the profile (default: the book of this machine)',
    '',
  ].join('\n'))
})

t.test('config set refuses an unknown setting or value and writes nothing', async (t) => {
  const { path, type } = shell(t)
  const refused: Array<[string, string]> = [
    ['config set outptu csv', 'error: There is no setting "outptu" in config.json.\nhint: Did you mean output?\n'],
    [
      'config get xyzzy',
      'error: There is no setting "xyzzy" in config.json.\nhint: The settings are output, color, ascii and server.\n',
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
