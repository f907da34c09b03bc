/**
 * A bound on the connections of clients: a process that has no file left to open drops everyone, and cannot open its
 * own files either. At the bound the next connection takes the place of one that asks for nothing, of the network that
 * has the most of them, so that no network can crowd out the others.
 */
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { networkOf } from './address.ts'

export interface ConnectionBound {
  /** The most connections that are open at once. */
  readonly clientConnections: number
  /** Whether an address is of a proxy of ours, which brings the requests of many. */
  readonly isProxy: (address: string | undefined) => boolean
  /** Whether the server waits for the client in the middle of a request or of its answer. */
  readonly isStalled: (socket: Socket) => boolean
}

/** The sockets of each network, the longest there first. */
class SocketsByNetwork {
  readonly #networks = new Map<string, Set<Socket>>()

  add (network: string, socket: Socket): void {
    this.#networks.set(network, (this.#networks.get(network) ?? new Set()).add(socket))
  }

  delete (network: string, socket: Socket): void {
    const sockets = this.#networks.get(network)
    if (sockets?.delete(socket) === true && sockets.size === 0) this.#networks.delete(network)
  }

  /** The sockets of the network that has the most, and its name. */
  largest (): { readonly network: string, readonly sockets: readonly Socket[] } {
    let [network, largest] = ['', new Set<Socket>()]
    for (const [name, sockets] of this.#networks) if (sockets.size > largest.size) [network, largest] = [name, sockets]
    return { network, sockets: [...largest] }
  }
}

interface Client {
  readonly network: string
  /** Where its socket stands while it asks for nothing. */
  readonly idle: SocketsByNetwork
  /** Where its socket stands while a request of it is answered. */
  readonly busy: SocketsByNetwork
}

function groups (): Omit<Client, 'network'> {
  return { idle: new SocketsByNetwork(), busy: new SocketsByNetwork() }
}

export function boundConnections (server: Server, { clientConnections, isProxy, isStalled }: ConnectionBound): void {
  const [others, proxies] = [groups(), groups()]
  const clients = new Map<Socket, Client>()
  const running = new WeakMap<Socket, number>()

  const forget = (socket: Socket) => {
    const client = clients.get(socket)
    clients.delete(socket)
    client?.idle.delete(client.network, socket)
    client?.busy.delete(client.network, socket)
  }

  /** A network that holds most of the connections with requests that it does not finish gives one to another. */
  const stalledFor = (newcomer: string): Socket | undefined => {
    const { network, sockets } = others.busy.largest()
    const isCrowding = network !== newcomer && sockets.length > clientConnections / 2
    return isCrowding ? sockets.find(isStalled) : undefined
  }

  /** Those of a proxy are the last of the idle ones: it may be about to use one. */
  const closedFor = (newcomer: string): Socket | undefined =>
    others.idle.largest().sockets[0] ?? proxies.idle.largest().sockets[0] ?? stalledFor(newcomer)

  server.on('connection', (socket) => {
    const address = socket.remoteAddress
    const client = { network: networkOf(String(address)), ...(isProxy(address) ? proxies : others) }
    if (clients.size >= clientConnections) {
      const closed = closedFor(client.network)
      if (closed === undefined) {
        socket.destroy()
        return
      }
      forget(closed)
      closed.destroy()
    }
    clients.set(socket, client)
    client.idle.add(client.network, socket)
    socket.once('close', () => { forget(socket) })
  })

  // A client may send its next request before the last one is answered.
  const count = (socket: Socket, change: 1 | -1) => {
    const now = (running.get(socket) ?? 0) + change
    running.set(socket, now)
    const client = clients.get(socket)
    client?.[now === 0 ? 'busy' : 'idle'].delete(client.network, socket)
    client?.[now === 0 ? 'idle' : 'busy'].add(client.network, socket)
  }
  server.on('request', ({ socket }, response) => {
    count(socket, 1)
    response.once('close', () => { count(socket, -1) })
  })
}
