import { AkezoraError, isAbsent } from '@akezora/contract';
import type { Context, Hono } from 'hono';
import { type Principal, requireScope, requireStartToken } from '../../access/principal.ts';
import { checkUrl } from '../../platform/net/guarded-fetch.ts';
import type { WebhookRow } from '../../platform/store/tables.ts';
import { createWebhook, findWebhook, listWebhooks, removeWebhook, secretOfWebhook } from '../../webhooks/endpoints.ts';
import { webhooksMayBePrivate } from '../../webhooks/send.ts';
import { readJsonObject } from '../body.ts';
import type { AppEnv, Services } from '../context.ts';
import { textField } from './form.ts';

/** OpenAI has webhooks only; services for people are none of them, and their secrets no signing secrets. */
const isWebhook = ({ kind }: WebhookRow): boolean => kind === 'webhook';

const known = ['video.completed', 'video.failed'];

const view = (row: WebhookRow, secret: string, withSecret = false) => ({
  id: row.id,
  object: 'webhook_endpoint',
  name: row.name,
  url: row.url,
  event_types: row.events,
  created_at: Math.floor(row.created_at.getTime() / 1000),
  signing_secret_hint: secret.slice(-4),
  ...(withSecret ? { signing_secret: secret } : {}),
});

function requireWebhooks(principal: Principal): void {
  requireScope(principal, 'library');
  requireStartToken(principal);
}

/** `/v1/webhook_endpoints`: URLs that are called on `video.completed` and `video.failed`. */
export function registerWebhookEndpoints(app: Hono<AppEnv>, services: Services): void {
  const { db } = services.store;
  const shown = (row: WebhookRow) => {
    try {
      return view(row, secretOfWebhook(services.secrets, row));
    } catch {
      // The key that sealed it is lost: the list must still show the webhook, so that it can be removed.
      return view(row, '');
    }
  };
  const own = async (context: Context<AppEnv>) => {
    const principal = context.get('principal');
    requireWebhooks(principal);
    const id = context.req.param('id') ?? '';
    const row = await findWebhook(db, id);
    if (row?.owner !== principal.owner || !isWebhook(row))
      throw new AkezoraError('not_found', { field: 'webhook_endpoint_id', what: id.slice(0, 80) });
    return row;
  };
  app.post('/v1/webhook_endpoints', async (context) => {
    const principal = context.get('principal');
    requireWebhooks(principal);
    const fields = await readJsonObject(context.req.raw, services.options.bodyBytes);
    const url = textField(fields, 'url', 2000);
    checkUrl(url, { field: 'url', allowPrivate: webhooksMayBePrivate(services.options) });
    const types = isAbsent(fields.event_types) ? known : fields.event_types;
    if (!Array.isArray(types) || types.length === 0 || types.some((type) => !known.includes(type))) {
      const reason = {
        en: `choose from ${known.join(', ')}`,
        ja: `${known.join('、')} から選んでください`,
      };
      throw new AkezoraError('request_invalid', { field: 'event_types', reason });
    }
    const name = isAbsent(fields.name) ? '' : textField(fields, 'name', 100);
    const hook = { url, name, events: types };
    const { row, secret } = await createWebhook(services.store, services.secrets, principal, hook, services.budgets);
    return context.json(view(row, secret ?? '', true));
  });
  app.get('/v1/webhook_endpoints', async (context) => {
    const principal = context.get('principal');
    requireWebhooks(principal);
    const rows = (await listWebhooks(db, principal.owner)).filter(isWebhook);
    return context.json({ object: 'list', data: rows.map(shown), has_more: false });
  });
  app.get('/v1/webhook_endpoints/:id', async (context) => context.json(shown(await own(context))));
  app.delete('/v1/webhook_endpoints/:id', async (context) => {
    const row = await own(context);
    await removeWebhook(services.store, row.owner, row.id, context.get('principal'));
    return context.json({ id: row.id, object: 'webhook_endpoint.deleted', deleted: true });
  });
}
