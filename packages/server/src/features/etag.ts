/** The version of a row as clients see it (RFC 9110, 8.8.3): another content or another version is another tag. */
import { createHash } from 'node:crypto'
import { invalid, Problem } from '@fintrack/contract/problem'
import { quote } from '@fintrack/contract/text'

/** A strong entity tag of a row, made of its own columns: what belongs to other rows, such as their names, is left out. */
export function etagOf (row: object): string {
  return `"${createHash('sha256').update(JSON.stringify(row)).digest('base64url').slice(0, 22)}"`
}

/** @throws Problem validation_failed for what is no list of strong entity tags */
function tagsOf (ifMatch: string): string[] {
  const tags = ifMatch.split(',').map((tag) => tag.trim())
  const wrong = tags.find((tag) => !/^"[\x21\x23-\x7e]*"$/.test(tag))
  if (wrong === undefined) return tags
  const sentence = wrong.startsWith('W/')
    ? `${quote(wrong)} is a weak tag, which says too little for a change (RFC 9110, 13.1.1); send the ETag as the server gave it.`
    : `${quote(wrong)} is not an entity tag; send the ETag as it came, in its double quotes.`
  throw invalid({ 'If-Match': [sentence] })
}

/**
 * @throws Problem changed_since where the row is not any more as the client has read it
 * @throws Problem validation_failed for what is no list of strong entity tags
 */
export function requireMatch (ifMatch: string | undefined, row: object, name: string): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') return
  const tags = tagsOf(ifMatch)
  if (!tags.includes(etagOf(row))) {
    throw new Problem('changed_since', `${name} was changed since it was read; read it again and decide anew.`)
  }
}
