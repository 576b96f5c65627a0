import { AkezoraError } from '@akezora/contract';
import { Webhook } from 'standardwebhooks';
import { accessMode } from '../access/guard.ts';
import type { ServerOptions } from '../config/settings.ts';
import type { Log } from '../platform/log.ts';
import { postGuarded } from '../platform/net/guarded-fetch.ts';
import type { Secrets } from '../platform/secrets.ts';
import type { Store } from '../platform/store/database.ts';
import { newId } from '../platform/store/ids.ts';
import type { DeliveryRow, WebhookRow } from '../platform/store/tables.ts';
import { kindOf, languageOf, removeWebhook, secretOfWebhook, targetOfWebhook, webhookAnswered } from './endpoints.ts';
import { isGone, type ServiceKind, serviceRequest } from './forms.ts';
import { type Notice, noticeOf, testNotice } from './notice.ts';

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
 * Sends one delivery: to a webhook signed as Standard Webhooks (standardwebhooks.com), with OpenAI's event object as its body; to a service
 * for people as a message in its form. An address that answers that it is gone for good gets nothing more.
 * @throws Error for any answer outside 200–299: the delivery is to be retried.
 */
export async function sendDelivery(context: SendContext, hook: WebhookRow, delivery: DeliveryRow): Promise<void> {
  const { store, log } = context;
  const status = await (hook.kind === 'webhook'
    ? postEvent(context, hook, delivery)
    : postNotice(context, hook, await noticeOf(store.db, delivery, languageOf(hook), context)));
  log.info({ webhook: hook.id, event: delivery.id, job: delivery.job_id, status }, 'webhook delivered');
  if (status !== undefined && isGone(kindOf(hook), status)) await removeWebhook(store, hook.owner, hook.id, null);
  else if (status !== undefined && (status < 200 || status >= 300)) throw new Error(`webhook answered ${status}`);
  else await webhookAnswered(store, hook.id);
}

/**
 * Sends a test to an address, at once and once.
 * @throws AkezoraError `url_refused` with what it answered, or why it could not be reached
 */
export async function sendTest(context: SendContext, hook: WebhookRow): Promise<void> {
  const delivery = { id: newId('evt'), type: 'webhook.test', job_id: hook.id, created_at: new Date() };
  let status: number | undefined;
  try {
    status = await (hook.kind === 'webhook'
      ? postEvent(context, hook, delivery)
      : postNotice(context, hook, testNotice(languageOf(hook), context.options)));
  } catch (thrown) {
    if (thrown instanceof AkezoraError) throw thrown;
    // Only the code: the message of a failure may hold the address.
    const code = (thrown as NodeJS.ErrnoException).code ?? 'error';
    throw new AkezoraError('url_refused', { field: 'url', reason: code }, { cause: thrown });
  }
  if (status === undefined || (status >= 200 && status < 300)) return;
  const reason = { en: `it answered ${status}`, ja: `応答が ${status} でした` };
  throw new AkezoraError('url_refused', { field: 'url', reason });
}

type Event = Pick<DeliveryRow, 'id' | 'type' | 'job_id' | 'created_at'>;

function postEvent({ secrets, options }: SendContext, hook: WebhookRow, event: Event): Promise<number> {
  const body = JSON.stringify({
    id: event.id,
    object: 'event',
    created_at: Math.floor(event.created_at.getTime() / 1000),
    type: event.type,
    data: { id: event.job_id },
  });
  const now = new Date();
  const headers = {
    'content-type': 'application/json',
    'webhook-id': event.id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': new Webhook(secretOfWebhook(secrets, hook)).sign(event.id, now, body),
  };
  return postGuarded(hook.url, { body, headers }, guardsOf(options));
}

/** Posts a message. A service that cannot fetch its picture refuses the whole of it (Slack: 400); then it goes without. */
async function postNotice(
  { secrets, options }: SendContext,
  hook: WebhookRow,
  notice: Notice | undefined,
): Promise<number | undefined> {
  if (notice === undefined) return undefined;
  const target = targetOfWebhook(secrets, hook);
  const post = (one: Notice) => {
    const { url, ...init } = serviceRequest(kindOf(hook) as ServiceKind, target, one);
    return postGuarded(url, init, guardsOf(options));
  };
  const status = await post(notice);
  const { image, ...plain } = notice;
  return status === 400 && image !== undefined ? post(plain) : status;
}

const guardsOf = (options: ServerOptions) => ({
  field: 'url',
  allowPrivate: webhooksMayBePrivate(options),
  maxBytes: 1e6,
  timeoutMs: 15_000,
});
