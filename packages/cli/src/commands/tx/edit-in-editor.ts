/** `fintrack tx edit --editor`: the rows as a text in an editor, and what was changed in it as one change a row. */
import type { Transaction, TransactionChange } from '@fintrack/contract/transactions'
import type { Versioned } from '../../api/versioned.ts'
import type { Context } from '../../context.ts'
import { usage } from '../../errors/usage.ts'
import { editorOf, openDraft } from '../../io/editor.ts'
import { newOutput, say } from '../../output/output.ts'
import { readTransactions } from '../../shapes/find-rows.ts'
import { changesIn, textOf } from './edit-text.ts'
import { TRANSACTION_VIEW } from './view.ts'

export interface Edit { readonly before: Versioned<Transaction>, readonly change: TransactionChange }

/** @param store sends the changes, each with the version that was shown */
export async function editInEditor (
  cx: Context, ids: readonly number[], store: (edits: readonly Edit[]) => AsyncIterable<Transaction>
): Promise<void> {
  const editor = editorOf(cx.machine.env) ?? (cx.canAsk ? 'vi' : undefined)
  if (editor === undefined) {
    throw usage('There is no editor to open: VISUAL and EDITOR are not set, and there is no terminal.',
      'Set EDITOR, or give what changes as options.')
  }
  const output = newOutput(cx, TRANSACTION_VIEW)
  const read = await readTransactions(cx, ids)
  const rows = read.map(({ row }) => row)
  const draft = openDraft(editor, 'transactions.txt', textOf(rows), cx.machine.env)
  try {
    const changes = changesIn(await draft.edited(), rows, {
      today: cx.today(), currency: cx.settings.FINTRACK_CURRENCY,
    })
    const edits = read.flatMap((before) => {
      const change = changes.get(before.row.id)
      return change === undefined ? [] : [{ before, change }]
    })
    if (edits.length === 0) say(cx, 'Nothing was changed.')
    else await output.written(store(edits), ids.length === 1)
  } catch (error) {
    // What was typed is not lost, whatever refused it, and also with --quiet.
    cx.io.err(`note: Your text is kept in ${draft.path}.\n`)
    throw error
  }
  draft.discard()
}
