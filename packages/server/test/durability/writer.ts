/**
 * Writes to a book without end, and knows what it was told is stored. One request is under way at a time; one whose
 * answer did not come, or says that nothing is sure, is sent again, with the same Idempotency-Key.
 */
import { randomInt, randomUUID } from 'node:crypto'
import { expecting, type Answered, type Ask, type Asked } from './client.ts'

/** Amounts in cents by description, which no other row has. */
export type Rows = ReadonlyMap<string, number>

interface Step {
  readonly asked: Asked
  readonly statuses: readonly number[]
  /** The rows once it is done. */
  readonly after: Rows
  /** What its answer tells of ids. */
  readonly learn?: (body: unknown) => void
}

/** By these a server says that it did nothing, and that it is not sure. */
const [NOTHING, NOT_SURE] = [507, 503]

const BULK_ROWS = 5
const IMPORT_ROWS = 20

interface Stored { readonly id: number, readonly description: string }

export function amountOf (cents: number): string {
  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`
}

function dateOf (count: number): string {
  return `2024-0${1 + count % 3}-${String(1 + count % 28).padStart(2, '0')}`
}

export class Writer {
  readonly name: string
  readonly #undoes: boolean
  readonly #imports: boolean
  readonly #ids = new Map<string, number>()
  #rows: Rows = new Map()
  /** The rows before the last step, where that can be taken back. */
  #before: Rows | undefined
  #step: Step | undefined
  #made = 0
  acknowledged = 0
  retried = 0
  refused = 0

  /** @param undoes it is alone in its book, so that the last change is its own, and it may undo it */
  constructor (name: string, undoes: boolean, imports = undoes) {
    this.name = name
    this.#undoes = undoes
    this.#imports = imports
  }

  /** What its rows may be: the second where a request is under way whose answer has not come, or was not sure. */
  get possible (): readonly Rows[] {
    return this.#step === undefined ? [this.#rows] : [this.#rows, this.#step.after]
  }

  /** What it was told is stored, and nothing else: what a server shows that has answered all of its requests. */
  get acknowledgedRows (): readonly Rows[] {
    return [this.#rows]
  }

  /** Does one thing, or once more what was cut off. @throws Cut */
  async work (ask: Ask): Promise<void> {
    if (this.#step !== undefined) this.retried += 1
    this.#step ??= await this.#next(ask)
    this.#settle(this.#step, await ask(this.#step.asked))
  }

  /** Sends again what was cut off. @throws Cut */
  async finish (ask: Ask): Promise<void> {
    if (this.#step !== undefined) await this.work(ask)
  }

  #settle (step: Step, { status, body }: Answered): void {
    if (step.statuses.includes(status)) {
      step.learn?.(body)
      this.#before = step.asked.path.endsWith('/undo/') ? undefined : this.#rows
      this.#rows = step.after
      this.acknowledged += 1
    } else if (status === NOTHING || status === NOT_SURE) {
      this.refused += 1
      if (status === NOT_SURE) return
    } else {
      throw new Error(`${step.asked.method} ${step.asked.path} was answered with ${status}: ${JSON.stringify(body)}`)
    }
    this.#step = undefined
  }

  async #next (ask: Ask): Promise<Step> {
    const known = [...this.#rows.keys()].filter((description) => this.#ids.has(description))
    const chance = randomInt(100)
    if (known.length > 3 && chance < 25) return this.#edit(this.#one(known))
    if (known.length > 3 && chance < 40) return this.#remove(this.#one(known))
    if (this.#undoes && chance < 55 && this.#before !== undefined) return this.#undo(ask, this.#before)
    if (this.#imports && chance < 70) return this.#import()
    return chance < 85 ? this.#add() : this.#bulk()
  }

  #one (descriptions: readonly string[]): string {
    return descriptions[randomInt(descriptions.length)] ?? ''
  }

  #fresh (count: number): Array<{ description: string, cents: number, date: string }> {
    return Array.from({ length: count }, () => {
      this.#made += 1
      return { description: `${this.name}-${this.#made}`, cents: randomInt(1, 100_000), date: dateOf(this.#made) }
    })
  }

  #with (rows: ReadonlyArray<{ description: string, cents: number }>): Rows {
    return new Map([...this.#rows, ...rows.map(({ description, cents }) => [description, cents] as const)])
  }

  #learn (stored: readonly Stored[]): void {
    for (const { id, description } of stored) this.#ids.set(description, id)
  }

  #add (): Step {
    const rows = this.#fresh(1)
    const [bodyOf] = rows.map(
      ({
        description, cents, date,
      }) => ({ description, date, amount: amountOf(cents), type: 'expense', category: null })
    )
    return {
      asked: { method: 'POST', path: '/api/transactions/', key: randomUUID(), body: bodyOf ?? {} },
      statuses: [201],
      after: this.#with(rows),
      learn: (body) => { this.#learn([body as Stored]) },
    }
  }

  #bulk (): Step {
    const rows = this.#fresh(BULK_ROWS)
    const transactions = rows.map(
      ({
        description, cents, date,
      }) => ({ description, date, amount: amountOf(cents), type: 'expense', category: null })
    )
    return {
      asked: { method: 'POST', path: '/api/transactions/bulk/', key: randomUUID(), body: { transactions } },
      statuses: [201],
      after: this.#with(rows),
      learn: (body) => {
        this.#learn(
          (body as { results: Array<{ transaction: Stored }> }).results.map(({ transaction }) => transaction)
        )
      },
    }
  }

  #import (): Step {
    const rows = this.#fresh(IMPORT_ROWS)
    const lines = rows.map(
      ({ description, cents, date }) => `${date},expense,Imported,${amountOf(cents)},${description}`
    )
    return {
      asked: {
        method: 'POST', path: '/api/imports/', key: randomUUID(),
        body: ['date,type,category,amount,description', ...lines, ''].join('\n'),
      },
      statuses: [201],
      after: this.#with(rows),
    }
  }

  #edit (description: string): Step {
    const cents = randomInt(1, 100_000)
    return {
      asked: {
        method: 'PATCH', path: `/api/transactions/${this.#ids.get(description)}/`, body: { amount: amountOf(cents) },
      },
      statuses: [200],
      after: this.#with([{ description, cents }]),
    }
  }

  /** Done twice, it finds nothing the second time. */
  #remove (description: string): Step {
    return {
      asked: { method: 'DELETE', path: `/api/transactions/${this.#ids.get(description)}/` },
      statuses: [204, 404],
      after: new Map([...this.#rows].filter(([one]) => one !== description)),
    }
  }

  async #undo (ask: Ask, before: Rows): Promise<Step> {
    const [change] = await expecting<Array<{ id: number }>>(ask, 200, { method: 'GET', path: '/api/changes/?limit=1' })
    return {
      asked: { method: 'POST', path: `/api/changes/${change?.id}/undo/`, key: randomUUID() },
      statuses: [201],
      after: before,
    }
  }
}
