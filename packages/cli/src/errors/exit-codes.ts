/** How a run ends: one number for each problem code of the API and each kind of error of our own. */
import type { ErrorKind } from '@fintrack/contract/errors'
import type { ProblemCode } from '@fintrack/contract/problem'

/** A new problem code or kind does not compile until it has its number here. */
export const EXIT_CODES = {
  unexpected: 1,
  internal_error: 1,
  config_file: 1,
  book: 1,

  usage: 2,
  unreadable_file: 2,
  validation_failed: 2,
  malformed_request: 2,
  misdirected_request: 2,
  import_rejected: 2,
  method_not_allowed: 2,
  payload_too_large: 2,
  unsupported_media_type: 2,
  idempotency_key_reused: 2,
  headers_too_large: 2,

  unreachable: 3,
  request_timeout: 3,
  too_many_requests: 3,
  unavailable: 3,
  storage_full: 3,

  not_authenticated: 4,
  invalid_credentials: 4,
  invalid_refresh_token: 4,

  not_found: 5,
  unknown_category: 5,
  unknown_account: 5,
  unknown_tag: 5,

  already_exists: 6,
  category_in_use: 6,
  category_type_conflict: 6,
  account_in_use: 6,
  already_imported: 6,
  not_undoable: 6,
  changed_since: 6,
  limit_reached: 6,

  forbidden: 7,
  registration_closed: 7,

  check_failed: 9,
  unreadable_answer: 10,
  interrupted: 130,
} as const satisfies Record<ProblemCode | ErrorKind, number>
