import type { PGlite } from '@electric-sql/pglite';
import pg from 'pg';

/** A notification to every process: the type of a job's event, with the job. */
export interface Signal {
  readonly job: string;
  readonly type: string;
}

/**
 * Notifies listeners after commits of any process. Signals can be lost (a broken connection), so listeners also poll. After a
 * reconnection they are called with `undefined`: anything may have changed.
 */
export interface Signals {
  listen(listener: (signal: Signal | undefined) => void): () => void;
  close(): Promise<void>;
}

/** The database channel of signals; the payload is a `Signal` as JSON. */
export const channel = 'akezora';

function listeners() {
  const all = new Set<(signal: Signal | undefined) => void>();
  return {
    add: (listener: (signal: Signal | undefined) => void) => {
      all.add(listener);
      return () => {
        all.delete(listener);
      };
    },
    notify: (payload: string | undefined) => {
      const parsed = payload === undefined ? undefined : (JSON.parse(payload) as Signal);
      for (const listener of all) listener(parsed);
    },
    clear: () => all.clear(),
  };
}

/** Signals of the embedded database. */
export async function listenPglite(pglite: PGlite): Promise<Signals> {
  const all = listeners();
  const stop = await pglite.listen(channel, (payload) => all.notify(payload));
  return {
    listen: all.add,
    close: async () => {
      all.clear();
      await stop();
    },
  };
}

/** Signals of a Postgres server, on a connection of their own that is reopened when it breaks. */
export async function listenPostgres(connectionString: string): Promise<Signals> {
  const all = listeners();
  let closed = false;
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  const connect = async () => {
    const next = new pg.Client({ connectionString, application_name: 'akezora-signals', keepAlive: true });
    next.on('notification', (message) => all.notify(message.payload));
    next.on('error', () => undefined);
    next.on('end', () => reconnect());
    await next.connect();
    await next.query(`LISTEN ${channel}`);
    client = next;
    all.notify(undefined);
  };
  const reconnect = () => {
    if (closed || timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      connect().catch(reconnect);
    }, 1000);
  };
  await connect();
  return {
    listen: all.add,
    close: async () => {
      closed = true;
      clearTimeout(timer);
      all.clear();
      await client?.end().catch(() => undefined);
    },
  };
}
