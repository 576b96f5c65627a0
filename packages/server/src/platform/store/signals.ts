import type { PGlite } from '@electric-sql/pglite';
import pg from 'pg';

/** What happened, as told to every process: a job's event, with the job it belongs to. */
export interface Signal {
  readonly job: string;
  readonly type: string;
}

/**
 * Wakes listeners after commits anywhere. Signals may be lost (a broken connection); whoever listens also looks by
 * itself now and then. Listeners are called with `undefined` after a reconnection: "anything may have happened".
 */
export interface Signals {
  listen(listener: (signal: Signal | undefined) => void): () => void;
  close(): Promise<void>;
}

/** Name under which the database carries signals; their payload is a `Signal` as JSON. */
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
    tell: (payload: string | undefined) => {
      const parsed = payload === undefined ? undefined : (JSON.parse(payload) as Signal);
      for (const listener of all) listener(parsed);
    },
    clear: () => all.clear(),
  };
}

/** Signals of the embedded database. */
export async function listenPglite(pglite: PGlite): Promise<Signals> {
  const all = listeners();
  const stop = await pglite.listen(channel, (payload) => all.tell(payload));
  return {
    listen: all.add,
    close: async () => {
      all.clear();
      await stop();
    },
  };
}

/** Signals of a Postgres server, on a connection of their own that comes back by itself. */
export async function listenPostgres(connectionString: string): Promise<Signals> {
  const all = listeners();
  let closed = false;
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  const connect = async () => {
    const next = new pg.Client({ connectionString, application_name: 'akezora-signals', keepAlive: true });
    next.on('notification', (message) => all.tell(message.payload));
    next.on('error', () => undefined);
    next.on('end', () => again());
    await next.connect();
    await next.query(`LISTEN ${channel}`);
    client = next;
    all.tell(undefined);
  };
  const again = () => {
    if (closed || timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      connect().catch(again);
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
