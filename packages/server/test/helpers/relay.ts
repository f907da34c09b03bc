/** A way to the tests' PostgreSQL that can be cut and mended, as a network or a server's restart does it. */
import { rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import type { Test } from 'tap'
import { folder } from './api.ts'
import { freshDatabase, socketFolder } from './postgres.ts'

const SOCKET = '.s.PGSQL.5432'

export interface Relay {
  /** Of the database, by this way. */
  readonly url: string
  /** Every connection breaks, and none can be made. */
  readonly cut: () => Promise<void>
  readonly mend: () => Promise<void>
  /** The connections that there are break; others can be made. */
  readonly shake: () => void
  /** Nothing comes through any more, and nothing breaks. */
  readonly hold: () => void
}

/** @param database another than a fresh one */
export async function relay (test: Test, database?: string): Promise<Relay> {
  const url = new URL(database ?? await freshDatabase(test))
  const to = join(await socketFolder(), SOCKET)
  const here = folder(test)
  const open = new Set<Socket>()
  let server: Server | undefined
  const shake = () => { for (const socket of open) socket.destroy() }
  let isHeld = false
  const hold = () => {
    isHeld = true
    for (const socket of open) socket.pause().unpipe()
  }
  const mend = async () => {
    const opened = createServer((socket) => {
      if (isHeld) return
      const other = connect(to)
      for (const [one, peer] of [[socket, other], [other, socket]] as const) {
        open.add(one)
        one.on('error', () => {})
        one.on('close', () => {
          open.delete(one)
          peer.destroy()
        })
        one.pipe(peer)
      }
    })
    await new Promise<void>((resolve) => { opened.listen(join(here, SOCKET), resolve) })
    server = opened
  }
  const cut = async () => {
    shake()
    await new Promise<void>((resolve) => {
      if (server === undefined) resolve()
      else server.close(() => { resolve() })
    })
    server = undefined
    rmSync(join(here, SOCKET), { force: true })
  }
  await mend()
  test.teardown(cut)
  url.searchParams.set('host', here)
  return { url: url.href, cut, mend, shake, hold }
}
