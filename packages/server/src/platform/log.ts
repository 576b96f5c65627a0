import { type Logger, pino } from 'pino';

/** Structured logs: one JSON line an event on stderr, with the ids of request and job. */
export type Log = Logger;

/** Makes the log. @param level `silent` for tests, `info` by default. */
export const createLog = (level = 'info'): Log =>
  pino(
    {
      level,
      base: { service: 'akezora' },
      redact: ['authorization', 'cookie', '*.authorization', '*.cookie', '*.password', '*.secret'],
    },
    pino.destination({ dest: 2, sync: true }),
  );
