/**
 * The server of these sources as one file, which starts several times as fast: for tests that start it as a process.
 */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'

const PACKAGE = fileURLToPath(new URL('../../', import.meta.url))

/** Native, or served from their own folder; and drivers of other databases, which Knex names and nobody loads. */
const EXTERNAL = [
  'sqlite3', '@node-rs/argon2', '@zxcvbn-ts/language-common', '@fastify/swagger', '@fastify/swagger-ui',
  'better-sqlite3', 'mariadb', 'mariadb/callback', 'mysql', 'mysql2', 'oracledb', 'pg', 'pg-native', 'pg-query-stream',
  'tedious',
]

let bundle: string | undefined

/** @returns the file, which is gone when this process ends */
export function serverBundle (): string {
  if (bundle !== undefined) return bundle
  // In the package, so that what stays outside is found from there.
  const folder = join(PACKAGE, 'node_modules/.cache', `server-${process.pid}`)
  process.on('exit', () => { rmSync(folder, { recursive: true, force: true }) })
  bundle = join(folder, 'main.mjs')
  buildSync({
    absWorkingDir: PACKAGE,
    entryPoints: ['src/main.ts'],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // So that what is loaded only when it is used, such as PostgreSQL's driver, is loaded only then.
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.17',
    conditions: ['@fintrack/source'],
    external: EXTERNAL,
    banner: {
      js: 'import { createRequire as $createRequire } from \'node:module\'; const require = ' +
        '$createRequire(import.meta.url);',
    },
    logLevel: 'error',
  })
  return bundle
}
