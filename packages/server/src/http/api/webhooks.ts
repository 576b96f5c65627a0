import { AkezoraError } from '@akezora/contract';
import type { Webhook } from '@akezora/contract/api';
import { requireOwn } from '../../access/policy.ts';
import { createRate } from '../../access/rate.ts';
import { checkUrl } from '../../platform/net/guarded-fetch.ts';
import { notFound } from '../../platform/not-found.ts';
import type { WebhookRow } from '../../platform/store/tables.ts';
import {
  createWebhook,
  findWebhook,
  kindOf,
  languageOf,
  listWebhooks,
  removeWebhook,
} from '../../webhooks/endpoints.ts';
import { topicOf } from '../../webhooks/forms.ts';
import { sendTest, webhooksMayBePrivate } from '../../webhooks/send.ts';
import { type Handlers, removedOr404 } from './register.ts';

/** Tests of a minute for each owner: they are sent at once, past the queue and its limits. */
const tests = createRate({ points: 6, seconds: 60 });

/** Webhooks of our own API. */
export const webhookHandlers: Handlers<'webhooks' | 'createWebhook' | 'testWebhook' | 'deleteWebhook'> = {
  webhooks: async ({ db, owner }) => ({ data: (await listWebhooks(db, owner)).map(webhookView) }),
  createWebhook: async ({ services, principal, body }) => {
    checkUrl(body.url, { field: 'url', allowPrivate: webhooksMayBePrivate(services.options) });
    if (body.kind === 'ntfy' && topicOf(body.url) === undefined) {
      const form = 'https://ntfy.sh/my-topic';
      throw new AkezoraError('request_invalid', {
        field: 'url',
        reason: { en: `write it with its topic, as in ${form}`, ja: `${form} のように、トピックまで書いてください` },
      });
    }
    const { row, secret } = await createWebhook(services.store, services.secrets, principal, body, services.budgets);
    return { ...webhookView(row), secret };
  },
  testWebhook: async ({ services, db, principal, id }) => {
    requireOwn(principal, 'change', 'webhook');
    const hook = await findWebhook(db, id);
    if (hook?.owner !== principal.owner) throw notFound(id);
    const seconds = tests.take(principal.owner, 1);
    if (seconds > 0) throw new AkezoraError('too_many_requests', { seconds: Math.ceil(seconds) });
    await sendTest(services, hook);
    return undefined;
  },
  deleteWebhook: async ({ services, principal, id }) =>
    removedOr404(id, await removeWebhook(services.store, principal.owner, id, principal)),
};

const webhookView = (row: WebhookRow): Webhook => ({
  id: row.id,
  name: row.name,
  url: row.url,
  events: row.events,
  kind: kindOf(row),
  language: languageOf(row),
  createdAt: row.created_at.toISOString(),
  disabledAt: row.disabled_at?.toISOString() ?? null,
});
