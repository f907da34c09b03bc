/** The one shape of an error (RFC 9457) and the closed list of its codes. */
import { FAULTS_SHOWN } from './limits.ts'

/** Every code with its title. A code is for programs, a title for people; neither ever changes. */
export const PROBLEM_TITLES = {
  validation_failed: 'The request has faults',
  malformed_request: 'The request cannot be read',
  unknown_category: 'No such category',
  unknown_account: 'No such account',
  unknown_tag: 'No such tag',
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
  category_type_conflict: 'A category above or below is of the other type',
  account_in_use: 'The account is in use',
  already_imported: 'Everything in the file is already there',
  not_undoable: 'The change cannot be undone',
  limit_reached: 'A limit of this user is reached',
  changed_since: 'It was changed since it was read',
  payload_too_large: 'The request is too large',
  unsupported_media_type: 'The content type is not supported',
  misdirected_request: 'The server does not answer to this name',
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

/** A field that names a category, an account or a tag which is not there. */
export interface UnknownName {
  readonly entity: 'category' | 'account' | 'tag'
  readonly field: string
  readonly name: string
}

/** The rest of a problem, beside its code and its sentence. */
export interface ProblemExtras {
  readonly errors?: FieldFaults
  /** How many faults there are beside `errors`. */
  readonly more?: number
  /** The field that names what is not there: an answer looks for what was meant, once. Not sent. */
  readonly unknown?: UnknownName
  /** The nearest name, where the given one does not exist. */
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

/** A 400 that names its fields. */
export function invalid (errors: FieldFaults): Problem {
  const faults = new Faults()
  for (const [field, sentences] of Object.entries(errors)) for (const text of sentences) faults.add(field, text)
  return faults.problem()
}

/** Of a field's name that a client has made up, so much stands in an answer. */
const FIELD_SHOWN_CHARACTERS = 40

function shortened (field: string): string {
  if (field.length <= FIELD_SHOWN_CHARACTERS) return field
  // A character has one unit or two; none is cut in half.
  return `${[...field.slice(0, 2 * FIELD_SHOWN_CHARACTERS)].slice(0, FIELD_SHOWN_CHARACTERS).join('')}…`
}

/**
 * Collects the faults of a request, so that one problem can name them: the first 20, and how many more there are. The
 * rest costs no more than its counting.
 */
export class Faults {
  // A map, so that a field called `__proto__` is a field like any other.
  readonly #errors = new Map<string, string[]>()
  readonly #shown: number
  #count = 0

  /** @param shown how many of them the problem names */
  constructor (shown = FAULTS_SHOWN) {
    this.#shown = shown
  }

  /** @param sentence a function is called only where its sentence is shown */
  add (field: string, sentence: string | (() => string)): void {
    if ((this.#count += 1) > this.#shown) return
    const name = shortened(field)
    const text = typeof sentence === 'string' ? sentence : sentence()
    this.#errors.set(name, [...this.#errors.get(name) ?? [], text])
  }

  /** Takes over all faults of others. */
  addAll (others: Faults): void {
    for (const [field, sentences] of others.#errors) for (const text of sentences) this.add(field, text)
    this.addUnnamed(others.more)
  }

  /** Counts faults that nobody names. */
  addUnnamed (count: number): void {
    this.#count += count
  }

  get count (): number {
    return this.#count
  }

  /** How many are not among `errors`. */
  get more (): number {
    return Math.max(0, this.#count - this.#shown)
  }

  get errors (): FieldFaults {
    return Object.fromEntries(this.#errors)
  }

  /** The 400 that names them: the first in its sentence, the rest counted there. */
  problem (code: ProblemCode = 'validation_failed'): Problem {
    const [[field, [first]] = ['', ['']]] = this.#errors
    const others = this.#count - 1
    const detail = `${field}: ${first}${others < 1 ? '' : ` (and ${others} more)`}`
    return new Problem(code, detail, { errors: this.errors, ...(this.more === 0 ? {} : { more: this.more }) })
  }

  /** @throws Problem where there is a fault */
  check (): void {
    if (this.#count > 0) throw this.problem()
  }
}
