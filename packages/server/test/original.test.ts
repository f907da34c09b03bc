/**
 * A client of the original API gets the answers that it got before there were accounts, transfers, splits and tags
 * (`original-replies.json`), to the byte, but for fields that say that nothing of them is there.
 */
import { readFileSync } from 'node:fs'
import t from 'tap'
import { bothDatabases } from './helpers/api.ts'
import { replay, type Reply } from './helpers/original-requests.ts'

function repliesOf (file: URL): Reply[] {
  return JSON.parse(readFileSync(file, 'utf8')) as Reply[]
}

const BEFORE = repliesOf(new URL('original-replies.json', import.meta.url))

const OF_TRANSACTION = {
  account: null, account_name: null, to_account: null, to_account_name: null, to_amount: null, to_currency: null,
  to_date: null, splits: [], tags: [],
}

/** What was answered before, with the fields that have come since. */
function ofToday (before: unknown): unknown {
  if (Array.isArray(before)) return before.map(ofToday)
  if (!(before instanceof Object)) return before
  if ('date' in before && 'amount' in before && 'type' in before) {
    const signed = before.type === 'income' ? String(before.amount) : `-${String(before.amount)}`
    return { ...before, ...OF_TRANSACTION, signed_amount: signed, checked: false }
  }
  return Object.keys(before).join() === 'id,name,type' ? { ...before, archived: false } : before
}

bothDatabases(t, 'the requests of the original are answered as before, with the new fields empty', async (t, api) => {
  const replies = await replay(api.server)
  t.equal(replies.length, BEFORE.length)
  for (const [at, { request, status, body }] of replies.entries()) {
    const before = BEFORE[at]
    t.strictSame([request, status], [before?.request, before?.status])
    t.equal(JSON.stringify(body), JSON.stringify(ofToday(before?.body)), `${request}, and the fields in their order`)
  }
})
