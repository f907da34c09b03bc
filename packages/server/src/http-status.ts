import type { ProblemCode } from '@fintrack/contract/problem'

/** The status of each problem. A new code does not compile until it has one here (and an exit code in the CLI). */
export const HTTP_STATUS = {
  validation_failed: 400,
  malformed_request: 400,
  unknown_category: 400,
  import_rejected: 400,
  not_authenticated: 401,
  invalid_credentials: 401,
  invalid_refresh_token: 401,
  forbidden: 403,
  registration_closed: 403,
  not_found: 404,
  method_not_allowed: 405,
  request_timeout: 408,
  already_exists: 409,
  category_in_use: 409,
  already_imported: 409,
  payload_too_large: 413,
  unsupported_media_type: 415,
  headers_too_large: 431,
  too_many_requests: 429,
  internal_error: 500,
  unavailable: 503,
  storage_full: 507,
} as const satisfies Record<ProblemCode, number>
