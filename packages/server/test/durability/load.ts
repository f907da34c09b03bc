/** Writers at work on one server: three in one book, one alone in another that also imports and undoes. */
import { setTimeout as sleep } from 'node:timers/promises'
import { asking, Cut, newUser } from './client.ts'
import type { Server } from './server-build.ts'
import { requireBook, type Outcomes } from './verdict.ts'
import { Writer } from './writer.ts'

interface Book { readonly token: string, readonly writers: readonly Writer[] }

export class Load {
  readonly #books: readonly Book[]

  private constructor (books: readonly Book[]) {
    this.#books = books
  }

  static async on (server: Server): Promise<Load> {
    return new Load([
      { token: await newUser(server, 'ada'), writers: ['a', 'b', 'c'].map((name) => new Writer(name, false)) },
      { token: await newUser(server, 'bob'), writers: [new Writer('d', true)] },
    ])
  }

  /** Writes until the server is cut off, or told to stop. */
  async run (server: Server, stopped: () => boolean): Promise<void> {
    await this.#each(async (writer, token) => {
      const ask = asking(server, token)
      try {
        while (!stopped()) await writer.work(ask)
      } catch (error) {
        if (!(error instanceof Cut)) throw error
      }
    })
  }

  /**
   * Waits until so many requests have been acknowledged, or refused.
   * @param running the promise of `run`
   * @throws what ended the load before
   */
  async reach (of: 'acknowledged' | 'refused', count: number, running: Promise<void>): Promise<void> {
    const ended = running.then(() => {
      throw new Error(`The load ended after ${this.sum(of)} requests ${of}.`)
    })
    while (this.sum(of) < count) await Promise.race([ended, sleep(2)])
    ended.catch(() => {})
  }

  /** Sends again what was cut off. */
  async finish (server: Server): Promise<void> {
    await this.#each((writer, token) => writer.finish(asking(server, token)))
  }

  /** @returns how many rows there are. @throws Error with what is lost, doubled or made up */
  async verify (server: Server, outcomes: Outcomes = ({ possible }) => possible): Promise<number> {
    let rows = 0
    for (const { token, writers } of this.#books) rows += await requireBook(asking(server, token), writers, outcomes)
    return rows
  }

  sum (of: 'acknowledged' | 'retried' | 'refused'): number {
    return this.#books.flatMap(({ writers }) => writers).reduce((total, writer) => total + writer[of], 0)
  }

  async #each (work: (writer: Writer, token: string) => Promise<void>): Promise<void> {
    await Promise.all(this.#books.flatMap(({ token, writers }) => writers.map((writer) => work(writer, token))))
  }
}
