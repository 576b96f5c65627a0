import { eventsAfter, lastEvent } from '../jobs/events.ts';
import type { Log } from '../platform/log.ts';
import type { Store } from '../platform/store/database.ts';
import type { JobEventRow } from '../platform/store/tables.ts';

/** A listener for the events of an owner, or of one job. */
export interface Subscriber {
  readonly owner: string;
  readonly job?: string;
  /** Called with events in their order; listeners for the same events get the same array. */
  push(events: readonly JobEventRow[]): void;
}

/** Reads each event once, for any number of listeners, and passes it to those that it concerns. */
export interface EventHub {
  /** Starts listening; returns the number of the last event before. */
  subscribe(subscriber: Subscriber): Promise<{ since: number; stop: () => void }>;
  readonly size: number;
  close(): Promise<void>;
}

const pollMs = 1000;
const pageSize = 500;

/** Starts the hub. It reads on every signal, and once a second in case a signal was lost. */
export function createEventHub(store: Store, log: Log): EventHub {
  const subscribers = new Set<Subscriber>();
  let cursor: number | undefined;
  let reading: Promise<void> | undefined;
  let starting: Promise<void> | undefined;
  let signalled = false;
  let closed = false;

  const read = async () => {
    await starting;
    if (cursor === undefined) return;
    for (;;) {
      const events = await eventsAfter(store.db, { after: cursor, limit: pageSize });
      if (events.length === 0) return;
      cursor = Number(events.at(-1)?.seq);
      const parts = new Map<string, JobEventRow[]>();
      for (const { owner, job, push } of subscribers) {
        const key = `${owner} ${job ?? ''}`;
        const part =
          parts.get(key) ??
          events.filter((event) => event.owner === owner && (job === undefined || event.job_id === job));
        parts.set(key, part);
        if (part.length > 0) push(part);
      }
    }
  };
  const wake = () => {
    if (closed || subscribers.size === 0) return;
    if (reading !== undefined) {
      signalled = true;
      return;
    }
    reading = read()
      .catch((error: unknown) => log.warn({ err: error }, 'events could not be read'))
      .finally(() => {
        reading = undefined;
        if (signalled) {
          signalled = false;
          wake();
        }
      });
  };
  const unlisten = store.signals.listen(wake);
  const timer = setInterval(wake, pollMs);
  timer.unref();

  return {
    subscribe: async (subscriber) => {
      // Without listeners no events were read: start at the current end. Listeners that arrive meanwhile wait for the same start.
      if (subscribers.size === 0) {
        starting = Promise.resolve(reading).then(async () => {
          cursor = await lastEvent(store.db);
        });
      }
      subscribers.add(subscriber);
      try {
        await starting;
      } catch (error) {
        subscribers.delete(subscriber);
        throw error;
      }
      return { since: cursor ?? 0, stop: () => subscribers.delete(subscriber) };
    },
    get size() {
      return subscribers.size;
    },
    close: async () => {
      closed = true;
      clearInterval(timer);
      unlisten();
      await reading;
    },
  };
}
