import type { IncomingMessage } from 'node:http';
import type { Context } from 'hono';

/** The request of Node behind a request of Hono; undefined for one that came over no socket. */
export const incomingOf = (context: Context): IncomingMessage | undefined =>
  (context.env as { incoming?: IncomingMessage } | undefined)?.incoming;
