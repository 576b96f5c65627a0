import { randomBytes } from 'node:crypto';
import type { Queries } from '../platform/store/database.ts';
import { newId } from '../platform/store/ids.ts';
import type { WebhookRow } from '../platform/store/tables.ts';

/** The webhooks of an owner, oldest first. */
export const listWebhooks = (db: Queries, owner: string): Promise<WebhookRow[]> =>
  db.selectFrom('webhooks').selectAll().where('owner', '=', owner).orderBy('created_at').execute();

/** A webhook by its id, whoever owns it. */
export const findWebhook = (db: Queries, id: string): Promise<WebhookRow | undefined> =>
  db.selectFrom('webhooks').selectAll().where('id', '=', id).executeTakeFirst();

/** Makes a webhook with a new signing secret. The address must have been checked. */
export const createWebhook = (
  db: Queries,
  hook: { readonly owner: string; readonly name: string; readonly url: string; readonly events: readonly string[] },
): Promise<WebhookRow> =>
  db
    .insertInto('webhooks')
    .values({
      ...hook,
      id: newId('webhook'),
      secret: `whsec_${randomBytes(32).toString('base64')}`,
      events: JSON.stringify(hook.events),
    })
    .returningAll()
    .executeTakeFirstOrThrow();

/** Removes a webhook of an owner. Returns whether there was one. */
export async function removeWebhook(db: Queries, owner: string, id: string): Promise<boolean> {
  const deleted = await db.deleteFrom('webhooks').where('id', '=', id).where('owner', '=', owner).executeTakeFirst();
  return Number(deleted.numDeletedRows) > 0;
}
