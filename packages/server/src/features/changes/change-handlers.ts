import { getChange, listChanges, listRowChanges, LOGGED_ROW_SCHEMAS, undoChange, type RowChange } from '@fintrack/contract/changes'
import type { RowOperation } from '@fintrack/contract/choices'
import { formatAmount } from '@fintrack/contract/money'
import { known } from '@fintrack/contract/validate'
import { handle, type Route } from '../../dispatch.ts'
import { mapped } from '../paging.ts'
import { SINGULAR, type changeService, type Noun, type PlacedRowChange, type StoredRow } from './change-service.ts'

/** Which of a row's columns is money. */
const MONEY: Readonly<Record<Noun, string | undefined>> = { transactions: 'amount', categories: undefined, budgets: 'monthly_limit' }

/** As the row's own endpoint shows it; a column that the contract does not name stays here. */
function loggedFromRow (noun: Noun, row: StoredRow | null): RowChange['before'] {
  if (row === null) return null
  const money = MONEY[noun]
  const amount = money === undefined ? {} : { [money]: formatAmount(Number(row[money]), String(row.currency)) }
  return { ...known(LOGGED_ROW_SCHEMAS[SINGULAR[noun]], row), ...amount } as RowChange['before']
}

function operationOf ({ before, after }: PlacedRowChange): RowOperation {
  if (before === null) return after === null ? 'created' : 'restored'
  return after === null ? 'deleted' : 'updated'
}

function toWire (row: PlacedRowChange): RowChange {
  const { noun, firstId, lastId, before, after } = row
  return {
    entity: SINGULAR[noun], operation: operationOf(row), first_id: firstId, last_id: lastId, before: loggedFromRow(noun, before), after: loggedFromRow(noun, after),
  }
}

export function changeHandlers (changes: ReturnType<typeof changeService>): Route[] {
  return [
    handle(listChanges, ({ query }, { actor }) => changes.list(actor.userId, query)),
    handle(getChange, async ({ id }, { actor }) => ({ body: await changes.get(actor.userId, id) })),
    handle(listRowChanges, async ({ id, query }, { actor }) => mapped(await changes.rows(actor.userId, id, query), toWire)),
    handle(undoChange, async ({ id }, { actor, origin }) => {
      const change = await changes.undo(actor.userId, id, origin)
      return { body: change, location: `/api/changes/${change.id}/` }
    }),
  ]
}
