/** Closed lists that both sides offer and check. Loads nothing. */
export const CATEGORY_TYPES = ['income', 'expense'] as const
export type CategoryType = (typeof CATEGORY_TYPES)[number]

/** What a transaction does: money comes in, goes out, or goes from one account to another. */
export const TRANSACTION_TYPES = [...CATEGORY_TYPES, 'transfer'] as const
export type TransactionType = (typeof TRANSACTION_TYPES)[number]

export const SORTS = ['date', '-date', 'amount', '-amount'] as const
export type Sort = (typeof SORTS)[number]

/** What the rows of a report are. */
export const REPORT_GROUPS = ['tag'] as const

export const BUDGET_STATES = ['under', 'over'] as const
export type BudgetState = (typeof BUDGET_STATES)[number]

/** What a personal access token may do. */
export const SCOPES = ['read', 'read-write'] as const
export type Scope = (typeof SCOPES)[number]

/** What a change of the book did. */
export const CHANGE_ACTIONS = ['create', 'change', 'delete', 'bulk', 'import', 'undo', 'redo'] as const
export type ChangeAction = (typeof CHANGE_ACTIONS)[number]

/** What a change did to a row: a deleted row that is there again was restored. */
export const ROW_OPERATIONS = ['created', 'updated', 'deleted', 'restored'] as const
export type RowOperation = (typeof ROW_OPERATIONS)[number]

export const REGISTRATION_POLICIES = ['open', 'first', 'closed'] as const
export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export const OUTPUT_FORMATS = ['table', 'json', 'csv', 'tsv', 'ndjson'] as const
export type OutputFormat = (typeof OUTPUT_FORMATS)[number]
