import { randomBytes } from 'node:crypto';
import { AkezoraError } from '@akezora/contract';
import type { Context, Hono } from 'hono';
import { requireScope } from '../../access/principal.ts';
import { checkUrl } from '../../platform/net/guarded-fetch.ts';
import { newId } from '../../platform/store/ids.ts';
import { webhooksMayBePrivate } from '../../webhooks/webhooks.ts';
import { readJsonObject } from '../body.ts';
import type { AppEnv, Services } from '../context.ts';
import { textField } from './form.ts';

const known = ['video.completed', 'video.failed'];

interface HookRow {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly events: string[];
  readonly secret: string;
  readonly created_at: Date;
}
const view = (row: HookRow, withSecret = false) => ({
  id: row.id,
  object: 'webhook_endpoint',
  name: row.name,
  url: row.url,
  event_types: row.events,
  created_at: Math.floor(row.created_at.getTime() / 1000),
  signing_secret_hint: row.secret.slice(-4),
  ...(withSecret ? { signing_secret: row.secret } : {}),
});

/** `/v1/webhook_endpoints`: where `video.completed` and `video.failed` are told. */
export function registerWebhookEndpoints(app: Hono<AppEnv>, services: Services): void {
  const { db } = services.store;
  const own = async (context: Context<AppEnv>) => {
    const principal = context.get('principal');
    requireScope(principal, 'library');
    const id = context.req.param('id') ?? '';
    const row = await db
      .selectFrom('webhooks')
      .selectAll()
      .where('id', '=', id)
      .where('owner', '=', principal.owner)
      .executeTakeFirst();
    if (row === undefined) throw new AkezoraError('not_found', { field: 'webhook_endpoint_id', what: id.slice(0, 80) });
    return row;
  };
  app.post('/v1/webhook_endpoints', async (context) => {
    const principal = context.get('principal');
    requireScope(principal, 'library');
    const fields = await readJsonObject(context.req.raw, services.options.bodyBytes);
    const url = textField(fields, 'url', 2000);
    checkUrl(url, { field: 'url', allowPrivate: webhooksMayBePrivate(services.options) });
    const types = fields.event_types ?? known;
    if (!Array.isArray(types) || types.length === 0 || types.some((type) => !known.includes(type))) {
      throw new AkezoraError('request_invalid', { field: 'event_types', reason: `some of ${known.join(', ')}` });
    }
    const row = await db
      .insertInto('webhooks')
      .values({
        id: newId('webhook'),
        owner: principal.owner,
        url,
        name: fields.name === undefined ? '' : textField(fields, 'name', 100),
        secret: `whsec_${randomBytes(32).toString('base64')}`,
        events: JSON.stringify(types),
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    return context.json(view(row, true));
  });
  app.get('/v1/webhook_endpoints', async (context) => {
    const principal = context.get('principal');
    requireScope(principal, 'library');
    const rows = await db
      .selectFrom('webhooks')
      .selectAll()
      .where('owner', '=', principal.owner)
      .orderBy('created_at')
      .execute();
    return context.json({ object: 'list', data: rows.map((row) => view(row)), has_more: false });
  });
  app.get('/v1/webhook_endpoints/:id', async (context) => context.json(view(await own(context))));
  app.delete('/v1/webhook_endpoints/:id', async (context) => {
    const row = await own(context);
    await db.deleteFrom('webhooks').where('id', '=', row.id).execute();
    return context.json({ id: row.id, object: 'webhook_endpoint.deleted', deleted: true });
  });
}
