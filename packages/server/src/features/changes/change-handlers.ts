import { getChange, listChanges, undoChange } from '@fintrack/contract/changes'
import { handle, type Route } from '../../dispatch.ts'
import type { changeService } from './change-service.ts'

export function changeHandlers (changes: ReturnType<typeof changeService>): Route[] {
  return [
    handle(listChanges, ({ query }, { actor }) => changes.list(actor.userId, query)),
    handle(getChange, async ({ id }, { actor }) => ({ body: await changes.get(actor.userId, id) })),
    handle(undoChange, async ({ id }, { actor, origin }) => {
      const change = await changes.undo(actor.userId, id, origin)
      return { body: change, location: `/api/changes/${change.id}/` }
    }),
  ]
}
