import { setTimeout as sleep } from 'node:timers/promises';
import { claimDelivery, removeDelivery, retryDelivery } from './deliveries.ts';
import { webhookFailed } from './endpoints.ts';
import { type SendContext, sendDelivery } from './send.ts';

/** Deliveries under way at once in one process: one slow receiver does not hold up the others. */
const concurrency = 4;

/**
 * Sends queued deliveries, at least once each: as soon as a job of any process ends, and every second what has become
 * due. A delivery that is under way when its process dies is sent again when its lease ends.
 */
export function startSender(context: SendContext): { stop(): Promise<void> } {
  const { store, log } = context;
  const running = new Set<Promise<void>>();
  let stopped = false;
  const work = async () => {
    while (!stopped) {
      const delivery = await claimDelivery(store.db);
      if (delivery === undefined) return;
      start();
      try {
        await sendDelivery(context, delivery);
        await removeDelivery(store.db, delivery);
      } catch (error) {
        await webhookFailed(store, delivery.webhook_id);
        const retried = await retryDelivery(store.db, delivery);
        log.warn({ err: error, webhook: delivery.webhook_id, event: delivery.id, retried }, 'webhook failed');
      }
    }
  };
  const start = () => {
    if (stopped || running.size >= concurrency) return;
    const worker = work()
      .catch((error: unknown) => log.warn({ err: error }, 'webhooks'))
      .finally(() => running.delete(worker));
    running.add(worker);
  };
  const timer = setInterval(start, 1000);
  timer.unref();
  const unlisten = store.signals.listen((signal) => {
    if (signal === undefined || signal.type === 'completed' || signal.type === 'failed') start();
  });
  return {
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      unlisten();
      await Promise.race([Promise.all(running), sleep(5000, undefined, { ref: false })]);
    },
  };
}
