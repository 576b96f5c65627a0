import type { Webhook } from '@akezora/contract/api';
import { checkUrl } from '../../platform/net/guarded-fetch.ts';
import type { WebhookRow } from '../../platform/store/tables.ts';
import { createWebhook, listWebhooks, removeWebhook } from '../../webhooks/endpoints.ts';
import { webhooksMayBePrivate } from '../../webhooks/send.ts';
import { type Handlers, removedOr404 } from './register.ts';

/** Webhooks of our own API. */
export const webhookHandlers: Handlers<'webhooks' | 'createWebhook' | 'deleteWebhook'> = {
  webhooks: async ({ db, owner }) => ({ data: (await listWebhooks(db, owner)).map(webhookView) }),
  createWebhook: async ({ services, principal, body }) => {
    checkUrl(body.url, { field: 'url', allowPrivate: webhooksMayBePrivate(services.options) });
    const { row, secret } = await createWebhook(services.store, services.secrets, principal, body, services.budgets);
    return { ...webhookView(row), secret };
  },
  deleteWebhook: async ({ services, principal, id }) =>
    removedOr404(id, await removeWebhook(services.store, principal.owner, id, principal)),
};

const webhookView = ({ id, name, url, events, created_at, disabled_at }: WebhookRow): Webhook => ({
  id,
  name,
  url,
  events,
  createdAt: created_at.toISOString(),
  disabledAt: disabled_at?.toISOString() ?? null,
});
