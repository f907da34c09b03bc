/**
 * A crowd before several servers, of which now and then one is killed: nothing is lost, nothing is there twice, and no
 * session is half.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { expecting, newUser, register, type Ask } from './client.ts'
import type { Cluster } from './cluster.ts'
import { Member, noFigures, type Figures } from './member.ts'
import type { Server } from './server-build.ts'
import { requireBook } from './verdict.ts'
import { Writer } from './writer.ts'

/** Users whose book several write to at once; and those alone in theirs, who undo as well. */
const SHARED = { users: 5, members: 8 }
const ALONE = 8

const POLL_MS = 5

export interface Outcome extends Figures {
  readonly acknowledged: number
  /** Writes that were sent again, as their answer had not come. */
  readonly retried: number
  readonly rows: number
}

/**
 * Each member that keeps a session has one, with its name. Of a login that was not answered nobody knows, but it may
 * have begun another.
 */
async function requireSessions (ask: Ask, members: readonly Member[]): Promise<void> {
  const sessions = await expecting<Array<{ label: string }>>(ask, 200, { method: 'GET', path: '/api/sessions/' })
  for (const { writer: { name }, lostLogins } of members.filter(({ keepsSession }) => keepsSession)) {
    const own = sessions.filter(({ label }) => label === name).length
    if (own < 1 || own > 1 + lostLogins) {
      throw new Error(
      `${name} has ${own} sessions, and ${lostLogins} logins were not answered.`
      )
    }
  }
}

export class Crowd {
  readonly #cluster: Cluster
  readonly #members: readonly Member[]
  readonly #figures: Figures
  #steps = 0
  #isRunning = false

  private constructor (cluster: Cluster, members: readonly Member[], figures: Figures) {
    this.#cluster = cluster
    this.#members = members
    this.#figures = figures
  }

  static async before (cluster: Cluster): Promise<Crowd> {
    const figures = noFigures()
    const shared = await Promise.all(Array.from({ length: SHARED.users }, async (_, user) => {
      const token = await newUser(cluster.front, `shared${user}`)
      return Array.from({ length: SHARED.members }, (_, at) =>
        new Member(
          cluster, figures, `shared${user}`, new Writer(`s${user}m${at}`, false, true),
          at % 2 === 0 ? undefined : token
        ))
    }))
    const alone = await Promise.all(Array.from({ length: ALONE }, async (_, user) => {
      await register(cluster.front, `alone${user}`)
      return new Member(cluster, figures, `alone${user}`, new Writer(`a${user}`, true))
    }))
    return new Crowd(cluster, [...shared.flat(), ...alone], figures)
  }

  get size (): number {
    return this.#members.length
  }

  /** Answers that the database is away. */
  get unavailable (): number {
    return this.#figures.unavailable
  }

  /**
   * Each does so many things, and in the midst of it a server is killed; later another is started.
   * @throws Error with what is wrong; where a server that was not killed has left a request without an answer, or told
   * of a fault
   */
  async survive (each: number): Promise<Outcome> {
    await this.run(each, async (until) => {
      await until(0.4)
      await this.#cluster.kill()
      await until(0.6)
      await this.#cluster.start()
    })
    const outcome = await this.verify()
    const { cut, log } = this.#cluster
    if (cut.others !== 0 || outcome.cut !== cut.killed) {
      throw new Error(
      `${outcome.cut} requests were cut, ${cut.killed} of them by servers that were killed.`
      )
    }
    if (log !== '') throw new Error(`The servers told of faults: ${log}`)
    return outcome
  }

  /** Each does so many things. @param meanwhile what happens to them, told what waits until so many are done by all */
  async run (each: number, meanwhile: (until: (part: number) => Promise<void>) => Promise<void>): Promise<void> {
    const [first, total] = [this.#steps, each * this.#members.length]
    this.#isRunning = true
    const work = this.#members.map(async (member) => {
      for (let done = 0; done < each && this.#isRunning;) {
        if (!await member.step()) continue
        done += 1
        this.#steps += 1
      }
    })
    const until = async (part: number) => {
      while (this.#isRunning && this.#steps - first < part * total) await sleep(POLL_MS)
    }
    try {
      await Promise.all([...work, meanwhile(until)])
    } finally {
      this.#isRunning = false
      await Promise.allSettled(work)
    }
  }

  /**
   * Asks again for what was in doubt, and looks at every book and its user's sessions, each by another server. @throws
   * Error with what is wrong
   */
  async verify (): Promise<Outcome> {
    await Promise.all(this.#members.map((member) => member.finish()))
    const { servers } = this.#cluster
    const rows = await Promise.all(this.#books().map(async (members, at) => {
      const ask = (members[0] as Member).on(servers[at % servers.length] as Server)
      await requireSessions(ask, members)
      return requireBook(ask, members.map(({ writer }) => writer), ({ possible }) => possible)
    }))
    const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0)
    return {
      ...this.#figures,
      acknowledged: sum(this.#members.map(({ writer }) => writer.acknowledged)),
      retried: sum(this.#members.map(({ writer }) => writer.retried)),
      rows: sum(rows),
    }
  }

  /** The members by the book that they write to. */
  #books (): ReadonlyArray<readonly Member[]> {
    return [
      ...new Set(this.#members.map(({ username }) => username)),
    ].map((name) => this.#members.filter(({ username }) => username === name))
  }
}
