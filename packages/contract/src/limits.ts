/** Every bound of the contract that is not a setting, with its unit in its name. */
export const CATEGORY_NAME_MAX_CHARACTERS = 100
export const ACCOUNT_NAME_MAX_CHARACTERS = 100
export const TAG_MAX_CHARACTERS = 100
export const PAYEE_MAX_CHARACTERS = 200
export const DESCRIPTION_MAX_CHARACTERS = 20_000
export const USERNAME_MAX_CHARACTERS = 150
export const EMAIL_MAX_CHARACTERS = 254
export const PASSWORD_MIN_BYTES = 8
export const PASSWORD_MAX_BYTES = 1024
/** Of a session's label, or a token's name. */
export const LABEL_MAX_CHARACTERS = 100
export const TOKEN_MAX_DAYS = 3650
export const SEARCH_MAX_CHARACTERS = 200
export const SEARCH_MAX_WORDS = 20
export const PAGE_MAX_ROWS = 1000
/** Of one transaction. */
export const TAGS_MAX = 20
export const SPLITS_MAX = 100
/** Of one account. */
export const BANK_IDS_MAX = 20
export const BANK_ID_MAX_CHARACTERS = 64
/** Of one bulk write, and the size of its body. */
export const BULK_MAX_ROWS = 1000
export const BULK_BODY_BYTES = 2 * 1024 * 1024
/** Transactions that one request changes or deletes. */
export const SET_MAX_IDS = 40_000
export const SET_BODY_BYTES = 4 * 1024 * 1024
/** Categories named in one filter. */
export const FILTER_MAX_CATEGORIES = 100
/** Of a request, or of a file: an answer names so many, and says how many more there are. */
export const FAULTS_SHOWN = 20
/** Of a body that a stranger may send: it is read before anybody is asked who they are. */
export const OPEN_BODY_BYTES = 16 * 1024
/** Names that a body itself, or a query, may give: twice as many as the longest filter of categories has. */
export const MOST_NAMES = 2 * FILTER_MAX_CATEGORIES
