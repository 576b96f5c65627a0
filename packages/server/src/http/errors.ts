import { AkezoraError, type ErrorCode, errorMessages } from '@akezora/contract';

const special: Partial<Record<ErrorCode, number>> = {
  not_found: 404,
  method_not_allowed: 405,
  unauthorized: 401,
  forbidden: 403,
  host_refused: 403,
  state_conflict: 409,
  idempotency_conflict: 409,
  not_enough_memory: 409,
  weights_missing: 409,
  body_too_large: 413,
  input_too_large: 413,
  too_many_requests: 429,
  limit_reached: 429,
  internal: 500,
  not_enough_disk: 507,
  upstream_failed: 502,
};

/** HTTP status of an error: by its code, else by its exit class (a request at fault 400, the machine or weights 503). */
export function statusOf(error: AkezoraError): number {
  const known = special[error.code];
  if (known !== undefined) return known;
  const { exitCode } = errorMessages[error.code];
  return exitCode === 2 || exitCode === 5 ? 400 : exitCode === 1 ? 500 : 503;
}

/** Seconds after which asking again makes sense, for `Retry-After`. */
export function retryAfter(error: AkezoraError): number | undefined {
  if (error.code === 'too_many_requests') return Math.max(1, Math.ceil(Number(error.details.seconds) || 1));
  if (error.code === 'limit_reached') return 30;
  return statusOf(error) === 503 ? 5 : undefined;
}

const connectionCodes = /^(?:ECONN|ENOTFOUND|EPIPE|ETIMEDOUT|57P0|08)/;

/** Turns anything thrown while answering into a typed error; a database that is away is told apart from a mistake of ours. */
export function asError(thrown: unknown): AkezoraError {
  if (thrown instanceof AkezoraError) return thrown;
  const { code, message } = thrown as { code?: unknown; message?: unknown };
  const away = typeof code === 'string' && connectionCodes.test(code);
  if (away || /Connection terminated|connection timeout|PGlite is clos|Pool was/i.test(String(message))) {
    return new AkezoraError('database_unavailable', { reason: String(code ?? message) }, { cause: thrown });
  }
  // Class 22: a value no column can hold; the request's fault, whatever path it took.
  if (typeof code === 'string' && /^22[0-9A-Z]{3}$/.test(code)) {
    return new AkezoraError('request_invalid', { field: 'request', reason: String(message) }, { cause: thrown });
  }
  return AkezoraError.from(thrown);
}
