/**
 * A server is killed under load, again and again: nothing that was acknowledged is lost, and nothing is there twice.
 */
import { randomInt } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Load } from './load.ts'
import { buildServer, type Server } from './server-build.ts'
import { requireSoundBook, requireSoundFile } from './verdict.ts'

interface Survived {
  readonly kills: number
  readonly acknowledged: number
  /** Requests that a kill had cut off, sent again. */
  readonly retried: number
  readonly rows: number
  /** Of each start after a kill, until the server listens. */
  readonly restartsMs: readonly number[]
}

interface CrashRounds {
  readonly rounds: number
  /** Told after each. */
  readonly onRound?: (survived: Survived) => void
  /** How long the load runs before a kill. */
  readonly loadMs?: readonly [least: number, most: number]
}

/** @throws Error with what is lost, doubled or made up */
export async function crashRounds (
  { rounds, onRound = () => {}, loadMs: [least, most] = [20, 200] }: CrashRounds
): Promise<Survived> {
  const dataDir = mkdtempSync(join(tmpdir(), 'fintrack-crash-'))
  const build = buildServer()
  let server: Server | undefined
  try {
    server = await build.start(dataDir)
    const load = await Load.on(server)
    const restartsMs: number[] = []
    let rows = 0
    const survived = (): Survived => ({
      kills: restartsMs.length, acknowledged: load.sum('acknowledged'), retried: load.sum('retried'), rows, restartsMs,
    })
    for (let round = 0; round < rounds; round += 1) {
      const running = load.run(server, () => false)
      await Promise.race([sleep(randomInt(least, most)), running])
      await server.end('SIGKILL')
      await running
      server = await build.start(dataDir)
      restartsMs.push(server.startMs)
      // Before anything is sent again: what was cut off is there whole, or not at all.
      await load.verify(server)
      await load.finish(server)
      rows = await load.verify(server)
      await requireSoundFile(dataDir)
      onRound(survived())
    }
    const code = await server.end('SIGTERM')
    if (code !== 0) throw new Error(`The server ended with ${code}: ${server.stderr()}`)
    await requireSoundBook(dataDir)
    return survived()
  } finally {
    await server?.end('SIGKILL')
    rmSync(dataDir, { recursive: true, force: true })
  }
}
