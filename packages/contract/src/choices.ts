/** Closed lists that both sides offer and check. Loads nothing. */
export const TYPES = ['income', 'expense'] as const
export type Type = (typeof TYPES)[number]

export const SORTS = ['date', '-date', 'amount', '-amount'] as const
export type Sort = (typeof SORTS)[number]

export const BUDGET_STATES = ['under', 'over'] as const
export type BudgetState = (typeof BUDGET_STATES)[number]

/** What a personal access token may do. */
export const SCOPES = ['read', 'read-write'] as const
export type Scope = (typeof SCOPES)[number]

/** What a change of the book was. */
export const CHANGE_ACTIONS = ['create', 'change', 'delete', 'bulk', 'import', 'undo', 'redo'] as const
export type ChangeAction = (typeof CHANGE_ACTIONS)[number]

/** What a row is, of which the change log tells. */
export const LOGGED_NOUNS = ['transaction', 'category', 'budget'] as const
export type LoggedNoun = (typeof LOGGED_NOUNS)[number]

/** What a change did to a row; what was removed and is there again has returned. */
export const ROW_DEEDS = ['made', 'changed', 'removed', 'returned'] as const
export type RowDeed = (typeof ROW_DEEDS)[number]

export const REGISTRATION_POLICIES = ['open', 'first', 'closed'] as const
export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export const OUTPUT_FORMATS = ['table', 'json', 'csv', 'tsv', 'ndjson'] as const
export type OutputFormat = (typeof OUTPUT_FORMATS)[number]
