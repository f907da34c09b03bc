/** What a login is called in the list of sessions. */
import { LABEL_MAX_CHARACTERS } from '@fintrack/contract/limits'
import type { Machine } from './context.ts'

/** The account's name; nothing where it has none, as in a container. */
function accountOf (machine: Machine): string {
  try {
    return `${machine.account}@`
  } catch {
    return ''
  }
}

/** `anna@laptop`: one line, no longer than a label may be, or our own name where nothing of it can be shown. */
export function machineLabel (machine: Machine): string {
  const text = `${accountOf(machine)}${machine.hostname}`.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '').trim()
  const label = [...text].slice(0, LABEL_MAX_CHARACTERS).join('').trim()
  return label === '' ? 'fintrack' : label
}
