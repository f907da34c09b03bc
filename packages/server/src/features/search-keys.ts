/** Names that are searched: of some thousand rows at most, so that they are looked through here. */
export interface SearchKey { readonly id: number, readonly search_key: string }

export function searchKeyFromRow (row: unknown): SearchKey {
  return row as SearchKey
}

/** The ids of those that hold a folded word. */
export function holding (keys: readonly SearchKey[], word: string): number[] {
  return keys.filter(({ search_key: key }) => key.includes(word)).map(({ id }) => id)
}
