/** Rows whose names a migration had to change, because two of them had become one. */
import { quote } from '@fintrack/contract/text'

/** A row that got another name, as the change log has it too. */
export interface Renamed {
  readonly user: number
  readonly entity: string
  readonly id: number
  readonly from: string
  readonly to: string
}

/** What a user is told whose rows got another name. */
export function describeRename ({ entity, id, from, to }: Renamed): string {
  return `${entity} ${id}, ${quote(from)}, is ${quote(to)} now: its name and that of another are the same, as ` +
    'case does not count in any script (ß is ss, ς is σ); `fintrack log` has the change.'
}
