/** The version of a row as clients see it (RFC 9110, 8.8.3): another content or another version is another tag. */
import { createHash } from 'node:crypto'
import { Problem } from '@fintrack/contract/problem'

/** A strong entity tag of a row, made of its own columns: what belongs to other rows, such as their names, is left out. */
export function etagOf (row: object): string {
  return `"${createHash('sha256').update(JSON.stringify(row)).digest('base64url').slice(0, 22)}"`
}

/** @throws Problem changed_since where the row is not any more as the client has read it */
export function requireMatch (ifMatch: string | undefined, row: object, name: string): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') return
  const tags = ifMatch.split(',').map((tag) => tag.trim())
  if (!tags.includes(etagOf(row))) {
    throw new Problem('changed_since', `${name} was changed since it was read; read it again and decide anew.`)
  }
}
