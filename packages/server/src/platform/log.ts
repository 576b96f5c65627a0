import { type Logger, pino } from 'pino';

/** Structured log: one JSON line for each event on stderr, with the ids of request and job. */
export type Log = Logger;

/** Creates the log. @param level least severity to write; default `info`. */
export const createLog = (level = 'info'): Log =>
  pino(
    {
      level,
      base: { service: 'akezora' },
      redact: ['authorization', 'cookie', '*.authorization', '*.cookie', '*.password', '*.secret'],
    },
    pino.destination({ dest: 2, sync: true }),
  );
