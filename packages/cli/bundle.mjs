/**
 * Builds the command line: one file that starts, and a chunk for each thing that is loaded only when it is used.
 * Unbundled, TypeBox alone takes seven times as long to load as Node takes to start.
 */
import { chmod, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const here = fileURLToPath(new URL('.', import.meta.url))
const { dependencies } = JSON.parse(await readFile(new URL('package.json', import.meta.url), 'utf8'))

// Drivers of other databases, which Knex names and we never load.
const OTHER_DRIVERS = [
  'better-sqlite3', 'mariadb', 'mariadb/callback', 'mysql', 'mysql2', 'oracledb', 'pg', 'pg-native', 'pg-query-stream',
  'tedious',
]

/** @param outdir from this package; what is there goes @returns the file that starts */
export async function bundle (outdir = 'dist') {
  await rm(join(here, outdir), { recursive: true, force: true })
  await build({
    absWorkingDir: here,
    entryPoints: ['src/main.ts'],
    outdir,
    bundle: true,
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    format: 'esm',
    platform: 'node',
    target: 'node20.17',
    conditions: ['@fintrack/source'],
    minify: true,
    // Names stay, so that a stack under --debug can be read.
    keepNames: true,
    external: [...Object.keys(dependencies), ...OTHER_DRIVERS],
    // CommonJS packages inside the bundle still ask for Node's own modules by `require`.
    banner: {
      js: 'import { createRequire as $createRequire } from \'node:module\';' +
        'const require = $createRequire(import.meta.url);',
    },
    logLevel: 'warning',
  })
  const main = join(here, outdir, 'main.js')
  await chmod(main, 0o755)
  return main
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundle()
