import { AkezoraError, type ErrorCode, type ErrorDetails, type Text } from '@akezora/contract';
import { cleanForOthers, cleanPlaces } from './redact.ts';

const connectionCodes = /^(?:ECONN|ENOTFOUND|EPIPE|ETIMEDOUT|EAI_|57P0|08|53300|57014|25006)/;
const connectionWords = /Connection terminated|connection timeout|PGlite is clos|Pool was|timeout exceeded/i;
const memoryWords = /Cannot allocate|could not allocate memory|out of memory|Array buffer allocation failed/i;
const damageWords =
  /invalid page in block|invalid primary checkpoint|could not locate a valid checkpoint|incorrect checksum in control|PANIC|missing chunk number|could not read blocks? |unexpected data beyond EOF/i;
const diskWords = /No space left on device|Disk quota exceeded/i;
const fileSizeWords = /File too large|EFBIG/i;
const openFileWords = /Too many open files|EMFILE|ENFILE/i;

/**
 * Converts anything thrown into a typed error. What a database, a driver or the file system say stays in its cause, for the
 * log: they name files, tables and values.
 */
export function typedError(thrown: unknown): AkezoraError {
  if (thrown instanceof AkezoraError) return thrown;
  const { code, message } = (thrown ?? {}) as { code?: unknown; message?: unknown };
  const [name, words] = [typeof code === 'string' ? code : '', String(message)];
  const as = (typed: ErrorCode, details: ErrorDetails) => new AkezoraError(typed, details, { cause: thrown });
  if (name === 'EFBIG' || fileSizeWords.test(words)) return as('files_may_not_grow', { limit: '?' });
  if (/^(?:ENOSPC|EDQUOT|53100)$/.test(name) || diskWords.test(words)) return as('not_enough_disk', { path: 'data' });
  if (/^E[MN]FILE$/.test(name) || openFileWords.test(words)) return as('too_few_open_files', { limit: '?' });
  if (/^(?:ENOMEM|53200|ERR_WORKER_OUT_OF_MEMORY)$/.test(name) || memoryWords.test(words))
    return as('not_enough_memory', { options: memoryOptions });
  if (/^XX00[12]$/.test(name) || damageWords.test(words)) return as('database_damaged', {});
  if (connectionCodes.test(name) || connectionWords.test(words))
    return as('database_unavailable', { reason: name || 'closed' });
  if (/^(?:EROFS|EACCES|EPERM|EIO|58030)$/.test(name)) return as('storage_unavailable', { reason: name });
  // Class 22: a value that the column cannot hold, which came from the request.
  if (/^22[0-9A-Z]{3}$/.test(name)) {
    const reason = { en: 'a value is outside of its range', ja: '値が範囲外です' };
    return as('request_invalid', { field: 'request', reason });
  }
  return AkezoraError.from(thrown);
}

const memoryOptions: Text = {
  en: 'raise the memory limit of the process (ulimit -v, MemoryMax), or use Postgres with --database',
  ja: 'プロセスのメモリの上限（ulimit -v、MemoryMax）を上げるか、--database で Postgres を使う',
};

/** Codes whose details come from lower layers, and so may name any file of this machine. */
const fromBelow: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  ...([
    'weights_missing',
    'weights_corrupt',
    'weights_mismatch',
    'weights_unsafe',
    'weights_unsupported',
    'output_unwritable',
    'not_enough_disk',
  ] as const),
  ...(['storage_unavailable', 'input_unreadable', 'upstream_failed', 'attempt_died', 'secret_key_unusable'] as const),
  ...(['data_folder_busy', 'data_folder_unwritable', 'data_folder_foreign'] as const),
]);

/** Codes whose only detail is what a driver said: others get the error without it. */
const wordsFromBelow: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['internal', 'database_unavailable']);

/**
 * An error as others may see it: an unexpected one and one of the database without its reason, any other without paths and names of this machine.
 * Log the original.
 */
export function publicError(thrown: unknown): AkezoraError {
  const error = typedError(thrown);
  if (wordsFromBelow.has(error.code)) return new AkezoraError(error.code, {}, { cause: error });
  const clean = fromBelow.has(error.code) ? cleanForOthers : cleanPlaces;
  const entries = Object.entries(error.details).map(([name, value]) => [name, cleanDetail(value, clean)]);
  return new AkezoraError(error.code, Object.fromEntries(entries) as ErrorDetails, { cause: error });
}

function cleanDetail(value: ErrorDetails[string], clean: (text: string) => string): ErrorDetails[string] {
  if (typeof value === 'string') return clean(value);
  if (typeof value === 'object') return { en: clean(value.en), ja: clean(value.ja) };
  return value;
}
