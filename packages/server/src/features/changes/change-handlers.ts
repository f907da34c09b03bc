import {
  getChange, listChanges, listRowChanges, LOGGED_ROWS, undoChange, type Entity, type RowChange,
} from '@fintrack/contract/changes'
import type { RowOperation } from '@fintrack/contract/choices'
import { pickNamedFields } from '@fintrack/contract/validate'
import { handle, type Route } from '../../dispatch.ts'
import { mapped } from '../paging.ts'
import { RESOURCES, type ColumnValues } from '../resources.ts'
import type { changeService, PlacedRowChange } from './change-service.ts'

/** A row as its own endpoint shows it: the contract names its fields. */
function loggedFromRow (entity: Entity, row: ColumnValues | null): RowChange['before'] {
  if (row === null) return null
  const shown = Object.entries(RESOURCES[entity].shown).map(([column, show]) => [column, show(row)] as const)
  return pickNamedFields(LOGGED_ROWS[entity].schema, { ...row, ...Object.fromEntries(shown) }) as RowChange['before']
}

function operationOf ({ before, after }: PlacedRowChange): RowOperation {
  if (before === null) return after === null ? 'created' : 'restored'
  return after === null ? 'deleted' : 'updated'
}

function toWire (row: PlacedRowChange): RowChange {
  const { entity, firstId, lastId, before, after } = row
  return {
    entity,
    operation: operationOf(row),
    first_id: firstId,
    last_id: lastId,
    before: loggedFromRow(entity, before),
    after: loggedFromRow(entity, after),
  }
}

export function changeHandlers (changes: ReturnType<typeof changeService>): Route[] {
  return [
    handle(listChanges, (context, { query }) => changes.list(context, query)),
    handle(getChange, async (context, { id }) => ({ body: await changes.get(context, id) })),
    handle(listRowChanges, async (context, { id, query }) => mapped(await changes.rows(context, id, query), toWire)),
    handle(undoChange, async (context, { id }) => {
      const change = await changes.undo(context, id)
      return { body: change, location: `/api/changes/${change.id}/` }
    }),
  ]
}
