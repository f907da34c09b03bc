/** Three servers over one PostgreSQL, behind one address. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { asking, Cut, type Addressed } from './client.ts'
import { roundRobin, type RoundRobin } from './round-robin.ts'
import type { Server, ServerBuild } from './server-build.ts'

const SERVERS = 3

/** A crowd logs in from one address, and asks for its own accounts. */
const LIMITS = {
  FINTRACK_TRUST_PROXY: '127.0.0.1',
  FINTRACK_LOGIN_FAILURES_PER_ACCOUNT: '1000000',
  FINTRACK_LOGIN_FAILURES_PER_ADDRESS: '1000000',
  FINTRACK_REGISTRATIONS_PER_ADDRESS: '1000000',
}

const POLL_MS = 5

export class Cluster {
  readonly #build: ServerBuild
  readonly #env: Readonly<Record<string, string>>
  readonly #dataDir: string
  readonly #proxy: RoundRobin
  #servers: Server[] = []
  readonly #all: Server[] = []
  /** Whether the database is away, so that servers may say that they cannot store anything. */
  isWithoutDatabase = false

  private constructor (build: ServerBuild, databaseUrl: string, proxy: RoundRobin) {
    this.#build = build
    this.#env = { ...LIMITS, FINTRACK_DATABASE_URL: databaseUrl }
    // Nothing is kept there.
    this.#dataDir = mkdtempSync(join(tmpdir(), 'fintrack-cluster-'))
    this.#proxy = proxy
  }

  static async on (build: ServerBuild, databaseUrl: string): Promise<Cluster> {
    const cluster = new Cluster(build, databaseUrl, await roundRobin())
    try {
      await Promise.all(Array.from({ length: SERVERS }, () => cluster.start()))
    } catch (error) {
      await cluster.remove()
      throw error
    }
    return cluster
  }

  /** Those that run. */
  get servers (): readonly Server[] {
    return this.#servers
  }

  /** What stands before them. */
  get front (): Addressed {
    return this.#proxy
  }

  /** Requests that were never answered, of the servers that were killed and of the others. */
  get cut (): { readonly killed: number, readonly others: number } {
    const of = (servers: readonly Server[]) => servers.reduce((sum, { address }) => sum + this.#proxy.cut(address), 0)
    return { killed: of(this.#all.filter((server) => !this.#servers.includes(server))), others: of(this.#servers) }
  }

  /** What servers have logged: nothing but faults of their own. */
  get log (): string {
    return this.#all.map((server) => server.stderr()).join('')
  }

  async start (): Promise<void> {
    const server = await this.#build.start(this.#dataDir, this.#env)
    this.#all.push(server)
    this.#servers.push(server)
    this.#proxy.serve(this.#servers.map(({ address }) => address))
  }

  /**
   * Kills the server that has most to do, with answers of what it has done still on their way: they are lost. It keeps
   * its turn, as whoever stands before it is not told.
   */
  async kill (): Promise<void> {
    const [server, ...others] = this.#servers.toSorted(
      (one, other) => this.#proxy.inFlight(other.address) - this.#proxy.inFlight(one.address)
    )
    if (server === undefined) return
    await this.#proxy.keepBack(server.address)
    this.#servers = others
    await server.end('SIGKILL')
    this.#proxy.drop(server.address)
  }

  /**
   * Asks each server that runs, until it is satisfied.
   * @param ask says whether it is satisfied; undefined where nothing was said
   * @returns how many answers did not satisfy
   */
  async each (ask: (server: Server) => Promise<boolean | undefined>): Promise<number> {
    const late = await Promise.all(this.#servers.map(async (server) => {
      let unsatisfied = 0
      while (this.#servers.includes(server)) {
        const isEnough = await ask(server).catch((error: unknown) => {
          if (!(error instanceof Cut)) throw error
        })
        if (isEnough === true) break
        if (isEnough === false) unsatisfied += 1
        await sleep(POLL_MS)
      }
      return unsatisfied
    }))
    return late.reduce((sum, one) => sum + one, 0)
  }

  /** Settles once every server says that it is ready, or that it is not. */
  async ready (isReady: boolean): Promise<void> {
    await this.each(async (server) => {
      const { status, retryAfter } = await asking(server)({ method: 'GET', path: '/readyz' })
      if (status === 503 && retryAfter === null) {
        throw new Error(
          'A server that is not ready does not say when to ask again.'
        )
      }
      return status === (isReady ? 200 : 503)
    })
  }

  /** Ends all. @throws Error where one does not end by itself, and well */
  async stop (): Promise<void> {
    const codes = await Promise.all(this.#servers.map((server) => server.end('SIGTERM')))
    if (codes.some((code) => code !== 0)) throw new Error(`The servers ended with ${codes.join(', ')}: ${this.log}`)
  }

  async remove (): Promise<void> {
    await Promise.all(this.#all.map((server) => server.end('SIGKILL')))
    await this.#proxy.close()
    rmSync(this.#dataDir, { recursive: true, force: true })
  }
}
