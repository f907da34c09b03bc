/** What a transaction holds as JSON in columns of its own: its parts, and the ids of its tags. */

/** A part of a transaction, as it is stored. */
export interface StoredSplit {
  readonly category: number | null
  readonly to_account: number | null
  /** In minor units. */
  readonly amount: number
  readonly description: string
}

function splitsFromRow (text: string): StoredSplit[] {
  return JSON.parse(text) as StoredSplit[]
}

/** The parts of a transaction; none where it is in one category. */
export function splitsOf ({ splits }: { readonly splits?: string | number | null }): readonly StoredSplit[] {
  return typeof splits === 'string' ? splitsFromRow(splits) : []
}

function tagsFromRow (text: string): number[] {
  return JSON.parse(text) as number[]
}

/** The ids of the tags of a transaction. */
export function tagIdsOf ({ tags }: { readonly tags?: string | number | null }): readonly number[] {
  return typeof tags === 'string' ? tagsFromRow(tags) : []
}
