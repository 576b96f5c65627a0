import { setTimeout as sleep } from 'node:timers/promises';
import { limitsOfServer } from '../access/budgets.ts';
import { claimDelivery, isSilent, postponeDelivery, removeDelivery, retryDelivery } from './deliveries.ts';
import { findWebhook, webhookFailed } from './endpoints.ts';
import { createPace } from './pace.ts';
import { type SendContext, sendDelivery } from './send.ts';

/** Deliveries under way at once in one process: one slow receiver does not hold up the others. */
const concurrency = 4;

/**
 * Sends queued deliveries, at least once each: at its start and as soon as a job of any process ends, and every second
 * what has become due. Deliveries above the limits of a minute wait in the queue. One that is under way when its process
 * dies is sent again when its lease ends.
 */
export function startSender(context: SendContext): { stop(): Promise<void> } {
  const { store, log } = context;
  const pace = createPace(limitsOfServer(context.options));
  const running = new Set<Promise<void>>();
  let stopped = false;
  const work = async () => {
    while (!stopped) {
      const delivery = await claimDelivery(store.db);
      if (delivery === undefined) return;
      const hook = await findWebhook(store.db, delivery.webhook_id);
      // Removed or switched off since the job ended, or its owner's account was disabled.
      if (hook === undefined || hook.disabled_at !== null || (await isSilent(store.db, hook.owner))) {
        await removeDelivery(store.db, delivery);
        continue;
      }
      const wait = pace.take(hook);
      if (wait > 0) {
        await postponeDelivery(store.db, delivery, wait);
        continue;
      }
      start();
      try {
        await sendDelivery(context, hook, delivery);
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
  start();
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
