/**
 * A pooler before the tests' PostgreSQL, which does what PgBouncer does in two of its modes, on any machine. It knows
 * no more of the protocol than that it consists of messages, and which of them end a transaction.
 */
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import type { Test } from 'tap'
import { folder } from './api.ts'
import { freshDatabase } from './postgres.ts'

const SOCKET = '.s.PGSQL.5432'

/** Authentication is done; a process's id and key of its own; ready for a query, outside of a transaction. */
const WELCOME = Buffer.concat([
  message('R', [0, 0, 0, 0]), message('K', [0, 0, 0, 7, 0, 0, 0, 7]), message('Z', [...Buffer.from('I')]),
])

function message (type: string, body: readonly number[]): Buffer {
  const head = Buffer.alloc(type.length + 4)
  head.write(type, 'latin1')
  head.writeUInt32BE(body.length + 4, type.length)
  return Buffer.concat([head, Buffer.from(body)])
}

function startup (database: string): Buffer {
  const settings = `user\0fintrack\0database\0${database}\0\0`
  return message('', [0, 3, 0, 0, ...Buffer.from(settings)])
}

/** Gives each whole message to a reader. @param isStarted whether the first one has a type, as all others */
function onMessages (socket: Socket, isStarted: boolean, read: (type: string, whole: Buffer) => void): void {
  let rest = Buffer.alloc(0)
  let typeLength = isStarted ? 1 : 0
  socket.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk])
    while (rest.length >= typeLength + 4 && rest.length >= typeLength + rest.readUInt32BE(typeLength)) {
      const end = typeLength + rest.readUInt32BE(typeLength)
      const [whole, type] = [rest.subarray(0, end), rest.toString('latin1', 0, typeLength)]
      rest = rest.subarray(end)
      typeLength = 1
      read(type, whole)
    }
  })
}

/** A connection to PostgreSQL, and whose it is just now. */
interface Server { readonly socket: Socket, client: Socket | undefined }

export interface Pooler {
  /** Of the database, by this way. */
  readonly url: string
  /** From now on each connection to PostgreSQL is free again after a transaction. */
  readonly share: () => void
}

/** @param size the most connections to PostgreSQL @param database another than a fresh one */
export async function pooler (
  test: Test, mode: 'session' | 'transaction', size: number, database?: string
): Promise<Pooler> {
  const url = new URL(database ?? await freshDatabase(test))
  const to = join(String(url.searchParams.get('host')), SOCKET)
  const here = folder(test)
  const [open, free, waiting] = [new Set<Socket>(), [] as Server[], [] as Array<(server: Server) => void>]
  let [isShared, count] = [mode === 'transaction', 0]

  const release = (server: Server) => {
    server.client = undefined
    const next = waiting.shift()
    if (next === undefined) free.push(server)
    else next(server)
  }
  const server = async (): Promise<Server> => {
    const there = free.pop()
    if (there !== undefined) return there
    if (count === size) return new Promise((resolve) => { waiting.push(resolve) })
    count += 1
    const socket = connect(to).on('error', () => {})
    open.add(socket)
    const made: Server = { socket, client: undefined }
    socket.write(startup(url.pathname.slice(1)))
    await new Promise<void>((resolve) => {
      onMessages(socket, true, (type, whole) => {
        const { client } = made
        client?.write(whole)
        if (type !== 'Z' || whole.at(-1) !== 'I'.charCodeAt(0)) return
        if (client === undefined) resolve()
        else if (isShared) release(made)
      })
    })
    return made
  }
  const listener = createServer((client) => {
    open.add(client)
    let mine: Server | undefined
    let asking = Promise.resolve()
    onMessages(client.on('error', () => {}), false, (type, whole) => {
      if (type === '') client.write(WELCOME)
      else if (type !== 'X') {
        asking = asking.then(async () => {
          if (mine?.client !== client) mine = await server()
          mine.client = client
          mine.socket.write(whole)
        })
      }
    })
    // What the connection was set to, it keeps for the next client: PgBouncer resets it in session mode.
    client.on('close', () => { if (mine?.client === client) release(mine) })
  })
  listener.listen(join(here, SOCKET))
  await once(listener, 'listening')
  test.teardown(() => {
    for (const socket of open) socket.destroy()
    listener.close()
  })
  url.searchParams.set('host', here)
  return { url: url.href, share: () => { isShared = true } }
}
