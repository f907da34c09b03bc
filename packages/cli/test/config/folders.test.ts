import { chmodSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { UserError } from '@fintrack/contract/errors'
import t from 'tap'
import { configFolder, dataFolder, makeConfigFolder } from '../../src/config/folders.ts'
import { screen } from '../helpers/screen.ts'
import type { Machine } from '../../src/world.ts'

function machine (platform: NodeJS.Platform, env: Machine['env'] = {}): Machine {
  return { platform, env, home: '/home/anna', account: 'anna', hostname: 'laptop', node: '20.17.0' }
}

t.test('the folders are those of the settings, then of the XDG variables, then of the platform', (t) => {
  const xdg = { XDG_CONFIG_HOME: '/x/config', XDG_DATA_HOME: '/x/data' }
  t.strictSame([
    configFolder('/set', machine('linux', xdg)), dataFolder('/set', machine('linux', xdg)),
    configFolder(undefined, machine('linux', xdg)), dataFolder(undefined, machine('darwin', xdg)),
    configFolder(undefined, machine('linux')), dataFolder(undefined, machine('linux')),
    configFolder(undefined, machine('darwin')), dataFolder(undefined, machine('darwin')),
  ], [
    '/set', '/set',
    '/x/config/fintrack', '/x/data/fintrack',
    '/home/anna/.config/fintrack', '/home/anna/.local/share/fintrack',
    '/home/anna/Library/Preferences/fintrack', '/home/anna/Library/Application Support/fintrack',
  ])
  t.strictSame([
    configFolder(undefined, machine('win32', { APPDATA: '/roaming' })),
    dataFolder(undefined, machine('win32', { LOCALAPPDATA: '/local' })),
    configFolder(undefined, machine('win32')), dataFolder(undefined, machine('win32')),
  ], [
    '/roaming/fintrack', '/local/fintrack', '/home/anna/AppData/Roaming/fintrack', '/home/anna/AppData/Local/fintrack',
  ])
  t.end()
})

t.test('an account without a home folder has to say where its book is [case 13]', async (t) => {
  const refused = new UserError('usage', 'There is no home folder, because HOME is empty or relative.', {
    hint: 'Set FINTRACK_DATA_DIR to the folder of the book, or HOME.',
  })
  for (const home of ['', 'anna']) {
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      t.throws(() => dataFolder(undefined, { ...machine(platform), home }), refused)
      t.throws(() => configFolder(undefined, { ...machine(platform), home }), refused)
    }
    t.equal(configFolder(undefined, { ...machine('linux'), home }, '/book'), '/book/.config/fintrack')
    t.equal(configFolder('/set', { ...machine('linux'), home }, '/book'), '/set')
    const windows = { ...machine('win32', { APPDATA: '/roaming' }), home }
    t.equal(configFolder(undefined, windows, '/book'), '/roaming/fintrack')
    t.equal(dataFolder('/book', { ...machine('linux'), home }), '/book')
  }
  t.match(await screen(['tx', 'add', '5'], { home: '' }), {
    code: 2, stdout: '', stderr: /^error: There is no home folder, .*\nhint: Set FINTRACK_DATA_DIR /,
  })
  t.match(await screen(['tx', 'add', '5'], { home: '', env: { FINTRACK_DATA_DIR: t.testdir() } }), {
    code: 0, stdout: '1\n',
  })
})

t.test('a relative XDG path is ignored, and a relative path of a setting is taken from the working folder', (t) => {
  t.equal(configFolder(undefined, machine('linux', { XDG_CONFIG_HOME: 'relative' })), '/home/anna/.config/fintrack')
  t.equal(dataFolder('relative', machine('linux')), resolve('relative'))
  t.end()
})

t.test('a new config folder is private to its owner, and an existing one is left as it is', (t) => {
  const folder = join(t.testdir(), 'a', 'b')
  makeConfigFolder(folder)
  t.equal((statSync(folder).mode & 0o777).toString(8), '700')
  chmodSync(folder, 0o755)
  makeConfigFolder(folder)
  t.equal((statSync(folder).mode & 0o777).toString(8), '755')
  t.end()
})

t.test('a config folder that cannot be created is refused with the reason', (t) => {
  const folder = t.testdir({ file: '' })
  t.throws(() => { makeConfigFolder(join(folder, 'file', 'below')) },
    new UserError('config_file', `${join(folder, 'file', 'below')} cannot be created: a part of its path is not ` +
      'a folder.', {
      hint: 'Set FINTRACK_CONFIG_DIR to use another folder.',
    }))
  t.end()
})

t.test('a config folder is refused at once in a place where none can be created', (t) => {
  const folder = t.testdir({ file: '' })
  for (const [path, reason] of [
    ['/proc/fintrack/a', 'there is no such file'], [join(folder, 'file'), 'that name is taken'],
  ] as const) {
    t.throws(() => { makeConfigFolder(path) }, new UserError('config_file', `${path} cannot be created: ${reason}.`, {
      hint: 'Set FINTRACK_CONFIG_DIR to use another folder.',
    }))
  }
  t.doesNotThrow(() => { makeConfigFolder('/') })
  t.end()
})
