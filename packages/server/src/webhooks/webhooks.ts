import { Webhook } from 'standardwebhooks';
import { accessMode } from '../access/guard.ts';
import type { ServerOptions } from '../config/settings.ts';
import type { AfterEnd } from '../jobs/finish.ts';
import type { Log } from '../platform/log.ts';
import { postGuarded } from '../platform/net/guarded-fetch.ts';
import type { Queue } from '../platform/queue/queue.ts';
import type { Store } from '../platform/store/database.ts';
import { newId } from '../platform/store/ids.ts';
import type { JobRow } from '../platform/store/tables.ts';

/** What is queued for one delivery. */
interface Delivery {
  readonly webhook: string;
  readonly event: string;
  readonly type: string;
  readonly job: string;
  readonly createdAt: number;
}

/** Whether webhooks may lead into the server's own network: only where nobody but its owner can set them. */
export const webhooksMayBePrivate = (options: ServerOptions): boolean => accessMode(options) === 'loopback';

/** Queues a delivery for each webhook of the owner, in the transaction that ends the job. */
export function announceEnd(queue: () => Queue): AfterEnd {
  return async (tx, job: JobRow) => {
    const type = job.state === 'completed' ? 'video.completed' : job.state === 'failed' ? 'video.failed' : undefined;
    if (type === undefined) return;
    const hooks = await tx.selectFrom('webhooks').select(['id', 'events']).where('owner', '=', job.owner).execute();
    for (const hook of hooks) {
      if (!hook.events.includes(type)) continue;
      const createdAt = Math.floor(Date.now() / 1000);
      const delivery: Delivery = { webhook: hook.id, event: newId('evt'), type, job: job.id, createdAt };
      await queue().send('webhook', delivery, tx);
    }
  };
}

/**
 * Delivers one event, signed as Standard Webhooks (standardwebhooks.com): the body is OpenAI's event object. A failed
 * delivery throws, and the queue tries again later with the same event id.
 */
export async function deliver(
  context: { readonly store: Store; readonly options: ServerOptions; readonly log: Log },
  delivery: Delivery,
): Promise<void> {
  const hook = await context.store.db
    .selectFrom('webhooks')
    .selectAll()
    .where('id', '=', delivery.webhook)
    .executeTakeFirst();
  if (hook === undefined) return;
  const body = JSON.stringify({
    id: delivery.event,
    object: 'event',
    created_at: delivery.createdAt,
    type: delivery.type,
    data: { id: delivery.job },
  });
  const now = new Date();
  const signature = new Webhook(hook.secret).sign(delivery.event, now, body);
  const status = await postGuarded(
    hook.url,
    {
      body,
      headers: {
        'content-type': 'application/json',
        'webhook-id': delivery.event,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
        'webhook-signature': signature,
      },
    },
    { field: 'url', allowPrivate: webhooksMayBePrivate(context.options), maxBytes: 1e6, timeoutMs: 15_000 },
  );
  context.log.info({ webhook: hook.id, event: delivery.event, job: delivery.job, status }, 'webhook delivered');
  // 410: the receiver says it is gone for good.
  if (status === 410) await context.store.db.deleteFrom('webhooks').where('id', '=', hook.id).execute();
  else if (status < 200 || status >= 300) throw new Error(`webhook answered ${status}`);
}
