/** Rows to render. */
import type { RowView } from '../../src/render/view.ts'

export interface Thing {
  readonly id: number
  readonly name: string
  readonly amount: string
  readonly note: string | null
}

export const THINGS: RowView<Thing> = {
  noun: { one: 'thing', many: 'things' },
  idOf: ({ id }) => id,
  columns: [
    { name: 'id', value: ({ id }) => id, align: 'right' },
    { name: 'name', value: ({ name }) => name, free: true, shrinks: true },
    { name: 'amount', value: ({ amount }) => amount, text: ({ amount }) => `~${amount}`, align: 'right' },
    { name: 'note', value: ({ note }) => note, free: true, shrinks: true, leaves: 1 },
  ],
  keys: ['id', 'name', 'amount', 'note'],
}

export function thing (id: number, name: string, note: string | null = null, amount = '1.00'): Thing {
  return { id, name, amount, note }
}

export async function joined (pieces: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const piece of pieces) text += piece
  return text
}
