import type { Webhook } from '@akezora/contract/api';
import { checkUrl } from '../../platform/net/guarded-fetch.ts';
import type { WebhookRow } from '../../platform/store/tables.ts';
import { createWebhook, listWebhooks, removeWebhook } from '../../webhooks/endpoints.ts';
import { webhooksMayBePrivate } from '../../webhooks/send.ts';
import { type Handlers, removedOr404 } from './register.ts';

/** Webhooks of our own API. */
export const webhookHandlers: Handlers<'webhooks' | 'createWebhook' | 'deleteWebhook'> = {
  webhooks: async ({ db, owner }) => ({ data: (await listWebhooks(db, owner)).map(webhookView) }),
  createWebhook: async ({ services, db, owner, body }) => {
    checkUrl(body.url, { field: 'url', allowPrivate: webhooksMayBePrivate(services.options) });
    const { row, secret } = await createWebhook(db, services.secrets, { owner, ...body });
    return { ...webhookView(row), secret };
  },
  deleteWebhook: async ({ db, owner, id }) => removedOr404(id, await removeWebhook(db, owner, id)),
};

const webhookView = ({ id, name, url, events, created_at }: WebhookRow): Webhook => ({
  id,
  name,
  url,
  events,
  createdAt: created_at.toISOString(),
});
