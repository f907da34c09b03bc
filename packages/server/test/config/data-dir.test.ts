import { homedir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { defaultDataDir } from '../../src/config/data-dir.ts'

t.test('the default data folder is where the platform keeps a user\'s data', async (t) => {
  t.equal(defaultDataDir({}, 'linux', '/home/ada'), '/home/ada/.local/share/fintrack')
  t.equal(defaultDataDir({}, 'freebsd', '/home/ada'), '/home/ada/.local/share/fintrack')
  t.equal(defaultDataDir({}, 'darwin', '/Users/ada'), '/Users/ada/Library/Application Support/fintrack')
  t.equal(defaultDataDir({ LOCALAPPDATA: '/local' }, 'win32', '/Users/ada'), '/local/fintrack')
  t.equal(defaultDataDir({}, 'win32', '/Users/ada'), '/Users/ada/AppData/Local/fintrack')
})

t.test('XDG_DATA_HOME moves the data folder where it is an absolute path', async (t) => {
  for (const platform of ['linux', 'darwin']) {
    t.equal(
      defaultDataDir({ XDG_DATA_HOME: '/data' }, platform, '/home/ada'), '/data/fintrack'
    )
  }
  for (const path of [
    'data', './data', '', '~/data',
  ]) t.equal(defaultDataDir({ XDG_DATA_HOME: path }, 'linux', '/home/ada'), '/home/ada/.local/share/fintrack')
})

t.test('an account without a home folder has no default data folder [case 13]', async (t) => {
  for (const home of ['', 'ada']) {
    for (const platform of ['linux', 'darwin', 'win32']) {
      t.throws(() => defaultDataDir({}, platform, home), /^There is no home folder, .*set FINTRACK_DATA_DIR/)
    }
    t.equal(defaultDataDir({ LOCALAPPDATA: '/local' }, 'win32', home), '/local/fintrack')
    t.equal(defaultDataDir({ XDG_DATA_HOME: '/data' }, 'linux', home), '/data/fintrack')
  }
})

t.test('the default data folder is in the home folder of this user', async (t) => {
  t.ok(defaultDataDir({}).startsWith(join(homedir(), '/')))
})
