import { Webhook } from 'standardwebhooks';
import { accessMode } from '../access/guard.ts';
import type { ServerOptions } from '../config/settings.ts';
import type { Log } from '../platform/log.ts';
import { postGuarded } from '../platform/net/guarded-fetch.ts';
import type { Secrets } from '../platform/secrets.ts';
import type { Store } from '../platform/store/database.ts';
import type { DeliveryRow, WebhookRow } from '../platform/store/tables.ts';
import { removeWebhook, secretOfWebhook, webhookAnswered } from './endpoints.ts';

/** Services that sending needs. */
export interface SendContext {
  readonly store: Store;
  readonly secrets: Secrets;
  readonly options: ServerOptions;
  readonly log: Log;
}

/** Whether webhooks may lead into the server's own network: only where nobody but its owner can set them. */
export const webhooksMayBePrivate = (options: ServerOptions): boolean => accessMode(options) === 'loopback';

/**
 * Sends one delivery, signed as Standard Webhooks (standardwebhooks.com); the body is OpenAI's event object. A webhook
 * that answers 410 gets nothing more.
 * @throws Error for any answer outside 200–299: the delivery is to be retried.
 */
export async function sendDelivery(
  { store, secrets, options, log }: SendContext,
  hook: WebhookRow,
  delivery: DeliveryRow,
): Promise<void> {
  const body = JSON.stringify({
    id: delivery.id,
    object: 'event',
    created_at: Math.floor(delivery.created_at.getTime() / 1000),
    type: delivery.type,
    data: { id: delivery.job_id },
  });
  const now = new Date();
  const headers = {
    'content-type': 'application/json',
    'webhook-id': delivery.id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': new Webhook(secretOfWebhook(secrets, hook)).sign(delivery.id, now, body),
  };
  const status = await postGuarded(
    hook.url,
    { body, headers },
    { field: 'url', allowPrivate: webhooksMayBePrivate(options), maxBytes: 1e6, timeoutMs: 15_000 },
  );
  log.info({ webhook: hook.id, event: delivery.id, job: delivery.job_id, status }, 'webhook delivered');
  if (status === 410) await removeWebhook(store, hook.owner, hook.id, null);
  else if (status < 200 || status >= 300) throw new Error(`webhook answered ${status}`);
  else await webhookAnswered(store, hook.id);
}
