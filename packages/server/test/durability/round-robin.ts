/**
 * A reverse proxy before several servers: each request goes to the next in turn. One that takes no connection is out of
 * turn for a moment. What was sent once is not sent again: where no answer comes, the client's connection breaks.
 */
import { once } from 'node:events'
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const OUT_OF_TURN_MS = 200

/** So many answers are some; where they do not come, nobody asks any more. */
const KEPT_BACK = 8
const POLL_MS = 2
const MOST_POLLS = 5000

/** Who asks, as the servers are told: another machine, so that its logins and registrations are counted. */
const CLIENT = '203.0.113.7'

const OF_ONE_CONNECTION = new Set(['connection', 'keep-alive'])

interface Target {
  readonly address: string
  outUntil: number
  inFlight: number
  cut: number
  /** What breaks the connections of those whose answers are kept back; undefined where none are. */
  keptBack: Array<() => void> | undefined
}

export interface RoundRobin {
  readonly address: string
  /** Requests that are with a server now; and those of it that nothing, or half an answer, came back to. */
  inFlight (address: string): number
  cut (address: string): number
  /** From now on no answer of this server comes through. Settles once there are some. */
  keepBack (address: string): Promise<void>
  /** Breaks the connections of those who wait for what is kept back. */
  drop (address: string): void
  /** From now on these servers have the turns. */
  serve (addresses: readonly string[]): void
  close (): Promise<void>
}

async function connected ({ address }: Target): Promise<Socket | undefined> {
  const { hostname, port } = new URL(address)
  const socket = connect({ host: hostname, port: Number(port) })
  try {
    await once(socket, 'connect')
    return socket
  } catch {
    return undefined
  }
}

function headersOf ({ headers }: IncomingMessage): IncomingMessage['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_ONE_CONNECTION.has(name)))
}

/** @returns whether the whole answer came */
function passedOn (target: Target, socket: Socket, asked: IncomingMessage, reply: ServerResponse): Promise<boolean> {
  return new Promise((resolve) => {
    const sent = request({
      createConnection: () => socket, method: asked.method, path: asked.url,
      headers: { ...headersOf(asked), 'x-forwarded-for': CLIENT },
    })
    const cut = () => {
      reply.destroy()
      resolve(false)
    }
    sent.on('error', cut)
    sent.on('response', (answer) => {
      if (target.keptBack !== undefined) {
        target.keptBack.push(cut)
        return
      }
      answer.on('error', cut)
      reply.on('finish', () => { resolve(true) })
      reply.writeHead(answer.statusCode ?? 0, headersOf(answer))
      answer.pipe(reply)
    })
    asked.pipe(sent)
  })
}

export async function roundRobin (): Promise<RoundRobin> {
  const targets = new Map<string, Target>()
  let inTurn: readonly Target[] = []
  let turn = 0

  const next = async (): Promise<[Target, Socket]> => {
    for (;;) {
      const target = inTurn[(turn += 1) % inTurn.length]
      if (target !== undefined && target.outUntil < performance.now()) {
        const socket = await connected(target)
        if (socket !== undefined) return [target, socket]
        target.outUntil = performance.now() + OUT_OF_TURN_MS
      }
      if (inTurn.every(({ outUntil }) => outUntil >= performance.now())) await sleep(OUT_OF_TURN_MS / 10)
    }
  }

  const answer = async (asked: IncomingMessage, reply: ServerResponse): Promise<void> => {
    const [target, socket] = await next()
    target.inFlight += 1
    if (!await passedOn(target, socket, asked, reply)) target.cut += 1
    target.inFlight -= 1
  }

  const server = createServer((asked, reply) => { void answer(asked, reply) })
  // A connection that it closes by itself would look like one that a server broke.
  server.keepAliveTimeout = 0
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const here = server.address()
  return {
    address: `http://127.0.0.1:${typeof here === 'object' ? here?.port : ''}`,
    inFlight: (address) => targets.get(address)?.inFlight ?? 0,
    cut: (address) => targets.get(address)?.cut ?? 0,
    keepBack: async (address) => {
      const target = targets.get(address)
      const keptBack: Array<() => void> = []
      if (target !== undefined) target.keptBack = keptBack
      for (let waited = 0; keptBack.length < KEPT_BACK && waited < MOST_POLLS; waited += 1) await sleep(POLL_MS)
    },
    drop: (address) => { for (const cut of targets.get(address)?.keptBack ?? []) cut() },
    serve: (addresses) => {
      for (const address of addresses) {
        if (!targets.has(address)) {
          targets.set(address, {
            address, outUntil: 0, inFlight: 0, cut: 0, keptBack: undefined,
          })
        }
      }
      inTurn = [...targets.values()].filter(({ address }) => addresses.includes(address))
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
