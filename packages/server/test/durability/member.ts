/**
 * One of a crowd before several servers: writes to its user's book, and keeps a session meanwhile, which it refreshes,
 * ends and begins again. What it was not answered it asks once more, as a client does.
 */
import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { asking, Cut, expecting, PASSWORD, type Ask, type Asked, type Answered } from './client.ts'
import type { Cluster } from './cluster.ts'
import type { Writer } from './writer.ts'

interface Tokens { readonly access: string, readonly refresh: string }

/** So long, a server may take a session for alive that was ended on another. */
const REVOKED_MS = 1000

const PAUSE_MS = 20

const ME: Asked = { method: 'GET', path: '/api/users/me/' }

export interface Figures {
  requests: number
  /** Connections that broke before an answer. */
  cut: number
  /** Answers that the database is away. */
  unavailable: number
  /** Requests that were sent twice at once, with one key. */
  twice: number
  refreshes: number
  /** Sessions that were ended, and asked for on every server afterwards. */
  ended: number
  /** Answers by which a server took such a session for alive. */
  late: number
  /** From the answer that a session has ended until every server has refused it. */
  slowestRevocationMs: number
}

export function noFigures (): Figures {
  return { requests: 0, cut: 0, unavailable: 0, twice: 0, refreshes: 0, ended: 0, late: 0, slowestRevocationMs: 0 }
}

export class Member {
  readonly username: string
  readonly writer: Writer
  readonly #cluster: Cluster
  readonly #figures: Figures
  readonly #personal: string | undefined
  #tokens: Tokens | undefined
  /** Logins that may have begun a session of which nobody knows. */
  lostLogins = 0

  /** @param personal a personal access token, in the place of a session */
  constructor (cluster: Cluster, figures: Figures, username: string, writer: Writer, personal?: string) {
    this.#cluster = cluster
    this.#figures = figures
    this.username = username
    this.writer = writer
    this.#personal = personal
  }

  get keepsSession (): boolean {
    return this.#personal === undefined
  }

  /** Does one thing, or once more what was not answered. @returns whether it is done */
  async step (): Promise<boolean> {
    const chance = randomInt(100)
    if (this.#personal === undefined && this.#tokens === undefined) await this.#logIn()
    else if (this.#tokens !== undefined && chance < 15) await this.#refresh(this.#tokens)
    else if (this.#tokens !== undefined && chance < 27) await this.#leave(this.#tokens)
    else return this.#tried(() => this.writer.work(this.#own))
    return true
  }

  /** Asks again for what was not answered, until nothing is in doubt, and is logged in. */
  async finish (): Promise<void> {
    if (this.#personal === undefined && this.#tokens === undefined) await this.#logIn()
    while (this.writer.possible.length > 1) await this.#tried(() => this.writer.finish(this.#own))
  }

  /** Asks this server itself, as whom this member is. */
  on (server: { readonly address: string }): Ask {
    return asking(server, this.#personal ?? this.#tokens?.access)
  }

  /** Now and then twice at once, where a key makes that one request. */
  readonly #own: Ask = async (asked) => {
    const token = this.#personal ?? this.#tokens?.access
    if (asked.key === undefined || randomInt(3) > 0) return this.#ask(asked, token)
    this.#figures.twice += 1
    const [one, other] = (await Promise.all([0, 1].map(() => this.#ask(asked, token).catch((error: unknown) => {
      if (!(error instanceof Cut)) throw error
    })))).filter((answer) => answer !== undefined)
    if (one === undefined) throw new Cut('neither was answered')
    if (other !== undefined && JSON.stringify(one) !== JSON.stringify(other)) {
      throw new Error(
        `${asked.path} with one key was answered with ${one.status} ${JSON.stringify(one.body)}, and ` +
          `${other.status} ${JSON.stringify(other.body)}.`
      )
    }
    return one
  }

  /** @throws Cut also where the database is away: then nothing is sure. @throws Error for a fault of the server */
  async #ask (asked: Asked, token?: string): Promise<Answered> {
    this.#figures.requests += 1
    const mayFail = this.#cluster.isWithoutDatabase
    const answer = await asking(this.#cluster.front, token)(asked).catch((error: unknown) => {
      this.#figures.cut += 1
      throw error
    })
    if (answer.status < 500) return answer
    const { status, retryAfter, body } = answer
    if (status !== 503 || retryAfter === null || !(mayFail || this.#cluster.isWithoutDatabase)) {
      throw new Error(`${asked.method} ${asked.path} was answered with ${status}: ${JSON.stringify(body)}`)
    }
    this.#figures.unavailable += 1
    throw new Cut('unavailable')
  }

  async #tried (work: () => Promise<void>): Promise<boolean> {
    try {
      await work()
      return true
    } catch (error) {
      if (!(error instanceof Cut)) throw error
      await sleep(PAUSE_MS)
      return false
    }
  }

  /** Asks until there is an answer. @param onCut told each time there is none */
  async #answered (asked: Asked, token?: string, onCut = () => {}): Promise<Answered> {
    let answer: Answered | undefined
    while (!await this.#tried(async () => { answer = await this.#ask(asked, token) })) onCut()
    return answer as Answered
  }

  #until (token?: string, onCut?: () => void): Ask {
    return (asked) => this.#answered(asked, token, onCut)
  }

  async #logIn (): Promise<void> {
    const body = { username: this.username, password: PASSWORD, label: this.writer.name }
    this.#tokens = await expecting<Tokens>(this.#until(undefined, () => { this.lostLogins += 1 }), 200, {
      method: 'POST', path: '/api/token/', body,
    })
  }

  /** Two at once with one token, as two shells do it: both go on with the same successor. */
  async #refresh ({ refresh }: Tokens): Promise<void> {
    const asked: Asked = { method: 'POST', path: '/api/token/refresh/', body: { refresh } }
    const [one, other] = await Promise.all(
      [0, 1].map(() => expecting<Tokens>(this.#until(), 200, asked))
    ) as [Tokens, Tokens]
    if (one.refresh !== other.refresh || one.refresh === refresh) {
      throw new Error(
        'One refresh token has two successors, or none.'
      )
    }
    this.#figures.refreshes += 1
    this.#tokens = randomInt(2) === 0 ? one : other
  }

  /** Ends the session, by its refresh token or from the list of sessions. */
  async #leave ({ access, refresh }: Tokens): Promise<void> {
    if (randomInt(2) === 0) {
      await expecting(this.#until(), 204, { method: 'POST', path: '/api/token/logout/', body: { refresh } })
    } else {
      const sessions = await expecting<Array<{
        id: number, label: string, current: boolean
      }>>(this.#until(access), 200, { method: 'GET', path: '/api/sessions/' })
      const own = sessions.filter(({ current }) => current)
      if (own.length !== 1 || own[0]?.label !== this.writer.name) {
        throw new Error(
        `Of ${sessions.length} sessions ${own.length} are the one that asks.`
        )
      }
      let isInDoubt = false
      const { status } = await this.#answered(
        { method: 'DELETE', path: `/api/sessions/${own[0].id}/` }, access, () => { isInDoubt = true }
      )
      if (status !== 204 && !(isInDoubt && status === 401)) {
        throw new Error(
        `The end of a session was answered with ${status}.`
        )
      }
    }
    this.#tokens = undefined
    await this.#requireEnded({ access, refresh })
  }

  async #requireEnded ({ access, refresh }: Tokens): Promise<void> {
    const endedAt = performance.now()
    const refused = async (ask: Ask, asked: Asked): Promise<boolean | undefined> => {
      const sentAt = performance.now()
      const { status } = await ask(asked)
      if (status === 503 && this.#cluster.isWithoutDatabase) return undefined
      if (status !== 401 && status !== 200) throw new Error(`${asked.path} was answered with ${status}.`)
      if (status === 200 && sentAt - endedAt > REVOKED_MS) {
        throw new Error(
        `A server takes a session for alive ${Math.round(sentAt - endedAt)} ms after its end.`
        )
      }
      return status === 401
    }
    this.#figures.late += await this.#cluster.each((server) => refused(asking(server, access), ME))
    this.#figures.slowestRevocationMs = Math.max(this.#figures.slowestRevocationMs, performance.now() - endedAt)
    this.#figures.late += await this.#cluster.each(
      (server) => refused(asking(server), { method: 'POST', path: '/api/token/refresh/', body: { refresh } })
    )
    this.#figures.ended += 1
  }
}
