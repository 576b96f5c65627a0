import { AkezoraError } from '@akezora/contract';
import { type Logger, pino } from 'pino';
import { cleanForOthers, cleanLine } from './redact.ts';

/** Structured log: one JSON line for each event on stderr, with the ids of request and job. */
export type Log = Logger;

/** Properties of an error that name no values: codes, and parts of the database's schema. */
const safe = ['code', 'errno', 'syscall', 'severity', 'schema', 'table', 'column', 'constraint', 'routine'] as const;

/** An error as the log and traces hold it. */
interface LoggedError {
  readonly type?: string;
  readonly message: string;
  readonly stack?: readonly string[];
  readonly cause?: LoggedError;
}

/**
 * An error for the log, by an allow-list: its name, codes, message and stack, and those of its causes, without paths and
 * secrets. A failed query's text and parameters, which hold whatever was stored, are not among them.
 */
export function errorForLog(thrown: unknown, depth = 0): LoggedError {
  if (!(thrown instanceof Error)) return { message: cleanForOthers(String(thrown)).slice(0, 1000) };
  const kept = safe.flatMap((name) => {
    const value = (thrown as unknown as Readonly<Record<string, unknown>>)[name];
    return typeof value === 'string' || typeof value === 'number' ? [[name, value] as const] : [];
  });
  const { cause } = thrown;
  return {
    type: thrown.name,
    ...Object.fromEntries(kept),
    ...(thrown instanceof AkezoraError && thrown.field !== undefined ? { field: thrown.field } : {}),
    message: messageOf(thrown),
    ...(depth === 0 ? { stack: stackOf(thrown) } : {}),
    ...(cause === undefined || depth > 3 ? {} : { cause: errorForLog(cause, depth + 1) }),
  };
}

/** The message; of a database, only up to the value that it repeats after a colon or in parentheses. */
function messageOf(error: Error): string {
  const { code } = error as { code?: unknown };
  const isSql = typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !code.startsWith('E');
  const message = isSql ? error.message.replace(/(?<=[:(]\s*).*/s, '…') : error.message;
  return cleanForOthers(message).slice(0, 1000);
}

/** Where it was thrown: the frames, with paths inside the project. */
const stackOf = ({ stack = '' }: Error): string[] =>
  stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12)
    .map((line) => line.trim().replace(/(?:file:\/\/)?\/\S*?\/((?:packages|node_modules)\/)/, '$1'))
    .map((line) => (/packages\/|node_modules\//.test(line) ? line : cleanForOthers(line)));

/** Keys whose values are not written, wherever somebody logs them. */
const secretKeys = ['authorization', 'cookie', 'password', 'secret', 'token', 'key', 'query', 'params', 'parameters'];

/** Creates the log. @param level least severity to write; default `info`. */
export const createLog = (level = 'info'): Log =>
  pino(
    {
      level,
      base: { service: 'akezora' },
      serializers: { err: (error: unknown) => errorForLog(error) },
      redact: secretKeys.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]),
      hooks: { streamWrite: cleanLine },
    },
    pino.destination({ dest: 2, sync: true }),
  );
