/** The one shape of an error (RFC 9457) and the closed list of its codes. Loads nothing. */

/** Every code with its title. A code is for programs, a title for people; neither ever changes. */
export const PROBLEM_TITLES = {
  validation_failed: 'The request has faults',
  malformed_request: 'The request cannot be read',
  unknown_category: 'No such category',
  import_rejected: 'The import was refused',
  not_authenticated: 'Authentication is required',
  invalid_credentials: 'Username or password is wrong',
  invalid_refresh_token: 'The refresh token is no longer valid',
  forbidden: 'Not allowed',
  registration_closed: 'Registration is closed',
  not_found: 'Not found',
  method_not_allowed: 'Method not allowed',
  request_timeout: 'The request took too long',
  already_exists: 'It already exists',
  category_in_use: 'The category is in use',
  already_imported: 'Everything in the file is already there',
  not_undoable: 'The change cannot be undone',
  changed_since: 'It was changed since it was read',
  payload_too_large: 'The request is too large',
  unsupported_media_type: 'The content type is not supported',
  idempotency_key_reused: 'The Idempotency-Key was used for another request',
  headers_too_large: 'The headers are too large',
  too_many_requests: 'Too many requests',
  internal_error: 'Internal error',
  unavailable: 'The service is not available right now',
  storage_full: 'No space is left to store anything',
} as const

export type ProblemCode = keyof typeof PROBLEM_TITLES

/** Faults by field (or by line of an import, `line 17`), each a list of sentences. */
export type FieldFaults = Readonly<Record<string, readonly string[]>>

/** The rest of a problem, beside its code and its sentence. */
export interface ProblemExtras {
  readonly errors?: FieldFaults
  /** The nearest category name, where the given one does not exist. */
  readonly suggestion?: string
  /** The rows that stand in the way of deleting a category. */
  readonly counts?: Readonly<Record<string, number>>
  /** What helps, in terms of the API; a client with terms of its own says it in those. */
  readonly remedy?: string
  /** When to try again. */
  readonly retryAfterSeconds?: number
}

/** A refusal with its code. Services throw it, and `dispatch` turns it into an answer. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly code: ProblemCode
  readonly extras: ProblemExtras

  constructor (code: ProblemCode, detail: string, extras: ProblemExtras = {}) {
    super(detail)
    this.code = code
    this.extras = extras
  }
}

/** The sentence for several faults at once: the first in full, the rest counted. */
export function detailOf (errors: FieldFaults): string {
  const faults = Object.entries(errors).flatMap(([field, sentences]) => sentences.map((text) => `${field}: ${text}`))
  const more = faults.length - 1
  return more < 1 ? faults.join('') : `${faults[0]} (and ${more} more)`
}

/** A 400 that names its fields. */
export function invalid (errors: FieldFaults): Problem {
  return new Problem('validation_failed', detailOf(errors), { errors })
}

/** Collects the faults of several fields, so that one problem can name them all. */
export class Faults {
  readonly #errors = new Map<string, string[]>()

  add (field: string, sentence: string): void {
    this.#errors.set(field, [...this.#errors.get(field) ?? [], sentence])
  }

  get count (): number {
    return this.#errors.size
  }

  /** The 400 that names them. */
  problem (): Problem {
    return invalid(Object.fromEntries(this.#errors))
  }
}
