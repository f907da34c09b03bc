/** A crowd before several servers, of which now and then one is killed: nothing is lost, nothing is there twice, and no session is half. */
import { setTimeout as sleep } from 'node:timers/promises'
import { expecting, newUser, register } from './client.ts'
import type { Cluster } from './cluster.ts'
import { Member, noFigures, type Figures } from './member.ts'
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
        new Member(cluster, figures, `shared${user}`, new Writer(`s${user}m${at}`, false, true), at % 2 === 0 ? undefined : token))
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
   * @throws Error with what is wrong; where a server that was not killed has left a request without an answer, or told of a fault
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
    if (cut.others !== 0 || outcome.cut !== cut.killed) throw new Error(`${outcome.cut} requests were cut, ${cut.killed} of them by servers that were killed.`)
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

  /** Asks again for what was in doubt, and looks at every book and every session by every server. @throws Error with what is wrong */
  async verify (): Promise<Outcome> {
    await Promise.all(this.#members.map((member) => member.finish()))
    const writers = this.#members.map(({ writer }) => writer)
    const counts = await Promise.all(this.#cluster.servers.map(async (server) => {
      let rows = 0
      for (const [member, writers] of this.#books()) rows += await requireBook(member.on(server), writers)
      return rows
    }))
    await this.#requireSessions()
    return {
      ...this.#figures,
      acknowledged: writers.reduce((sum, { acknowledged }) => sum + acknowledged, 0),
      retried: writers.reduce((sum, { retried }) => sum + retried, 0),
      rows: counts[0] ?? 0,
    }
  }

  /** One who can ask for it, and all who write to it. */
  #books (): ReadonlyArray<readonly [Member, readonly Writer[]]> {
    return [...new Set(this.#members.map(({ username }) => username))].map((username) => {
      const members = this.#members.filter((member) => member.username === username)
      return [members[0] as Member, members.map(({ writer }) => writer)]
    })
  }

  /** Each member has one session, and nobody another: but of a login that was not answered none knows. */
  async #requireSessions (): Promise<void> {
    for (const member of this.#members.filter(({ keepsSession }) => keepsSession)) {
      const ask = member.on(this.#cluster.front)
      const sessions = await expecting<Array<{ label: string }>>(ask, 200, { method: 'GET', path: '/api/sessions/' })
      const own = sessions.filter(({ label }) => label === member.writer.name).length
      if (own < 1 || own > 1 + member.lostLogins) throw new Error(`${member.writer.name} has ${own} sessions, and ${member.lostLogins} logins were not answered.`)
    }
  }
}
