import { type AkezoraError, type ErrorCode, errorMessages } from '@akezora/contract';

const special: Partial<Record<ErrorCode, number>> = {
  not_found: 404,
  method_not_allowed: 405,
  unauthorized: 401,
  forbidden: 403,
  link_password_needed: 403,
  admin_token_needed: 403,
  reauthentication_needed: 403,
  wrong_password: 403,
  proxy_unexpected: 403,
  start_token_needed: 401,
  wrong_code: 403,
  wrong_passkey: 403,
  second_factor_needed: 403,
  second_factor_required: 403,
  host_refused: 403,
  state_conflict: 409,
  idempotency_conflict: 409,
  not_enough_memory: 409,
  weights_missing: 409,
  body_too_large: 413,
  input_too_large: 413,
  coding_unsupported: 415,
  too_many_requests: 429,
  limit_reached: 429,
  internal: 500,
  not_enough_disk: 507,
  files_may_not_grow: 507,
  upstream_failed: 502,
};

/** HTTP status of an error: by its code, else by its exit class (400 for the request, 503 for the machine or weights). */
export function statusOf(error: AkezoraError): number {
  const status = special[error.code];
  if (status !== undefined) return status;
  const { exitCode } = errorMessages[error.code];
  return exitCode === 2 || exitCode === 5 ? 400 : exitCode === 1 ? 500 : 503;
}

/** Seconds for `Retry-After`. */
export function retryAfter(error: AkezoraError): number | undefined {
  if (error.code === 'too_many_requests') return Math.max(1, Math.ceil(Number(error.details.seconds) || 1));
  if (error.code === 'limit_reached') return 30;
  return statusOf(error) === 503 ? 5 : undefined;
}
