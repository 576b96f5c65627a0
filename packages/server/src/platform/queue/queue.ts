import { CompiledQuery } from 'kysely';
import { PgBoss } from 'pg-boss';
import type { Log } from '../log.ts';
import type { Queries, Store } from '../store/database.ts';

/**
 * Work around the jobs that must survive a restart: webhooks with retries, sweeping by the clock. Carried by pg-boss on
 * the same database, so that it can be queued in the transaction that causes it.
 */
export interface Queue {
  /** Queues one piece of work; with a transaction, only if that commits. */
  send(name: QueueName, data: object, tx?: Queries): Promise<void>;
  stop(): Promise<void>;
}

/** Kinds of queued work. */
export type QueueName = 'webhook' | 'sweep';

/** What is done for each kind. */
export type QueueHandlers = { readonly [Name in QueueName]: (data: Record<string, unknown>) => Promise<void> };

/** Starts the queue. Webhooks are tried 8 times over about a day; the sweep runs each minute on one server. */
export async function startQueue(store: Store, handlers: QueueHandlers, log: Log): Promise<Queue> {
  const boss = new PgBoss({
    ...store.queueDatabase,
    ...(store.kind === 'pglite' ? { backend: 'pglite' as const } : { max: 3 }),
    schema: 'akezora_queue',
  });
  boss.on('error', (error: unknown) => log.warn({ err: error }, 'queue'));
  await boss.start();
  const backoff = { retryLimit: 8, retryDelay: 5, retryBackoff: true, retryDelayMax: 28_800 };
  await boss.createQueue('webhook', { ...backoff, expireInSeconds: 60, deleteAfterSeconds: 86_400 });
  await boss.createQueue('sweep', { retryLimit: 0, expireInSeconds: 300, deleteAfterSeconds: 3600 });
  await boss.work('webhook', { pollingIntervalSeconds: 1, batchSize: 1, localConcurrency: 4 }, async (jobs) => {
    for (const job of jobs) await handlers.webhook(job.data as Record<string, unknown>);
  });
  await boss.work('sweep', { pollingIntervalSeconds: 20 }, async () => handlers.sweep({}));
  await boss.schedule('sweep', '* * * * *');
  return {
    send: async (name, data, tx) => {
      const db =
        tx === undefined
          ? {}
          : {
              db: {
                executeSql: async (text: string, values: unknown[] = []) => ({
                  rows: [...(await tx.executeQuery(CompiledQuery.raw(text, values))).rows],
                }),
              },
            };
      await boss.send(name, data, db);
    },
    stop: () => boss.stop({ graceful: true, timeout: 5000, close: true }),
  };
}
