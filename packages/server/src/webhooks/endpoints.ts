import { randomBytes } from 'node:crypto';
import { isSealed, type Secrets } from '../platform/secrets.ts';
import type { Queries } from '../platform/store/database.ts';
import { newId } from '../platform/store/ids.ts';
import type { WebhookRow } from '../platform/store/tables.ts';

/** The webhooks of an owner, oldest first. */
export const listWebhooks = (db: Queries, owner: string): Promise<WebhookRow[]> =>
  db.selectFrom('webhooks').selectAll().where('owner', '=', owner).orderBy('created_at').execute();

/** A webhook by its id, whoever owns it. */
export const findWebhook = (db: Queries, id: string): Promise<WebhookRow | undefined> =>
  db.selectFrom('webhooks').selectAll().where('id', '=', id).executeTakeFirst();

/** Makes a webhook with a new signing secret, which is stored sealed. The address must have been checked. */
export async function createWebhook(
  db: Queries,
  secrets: Secrets,
  hook: { readonly owner: string; readonly name: string; readonly url: string; readonly events: readonly string[] },
): Promise<{ row: WebhookRow; secret: string }> {
  const id = newId('webhook');
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  const row = await db
    .insertInto('webhooks')
    .values({ ...hook, id, secret: secrets.seal(secret, `webhook:${id}`), events: JSON.stringify(hook.events) })
    .returningAll()
    .executeTakeFirstOrThrow();
  return { row, secret };
}

/** The signing secret of a webhook. @throws AkezoraError `secret_unreadable` when the key was lost. */
export const secretOfWebhook = (secrets: Secrets, { id, secret }: WebhookRow): string =>
  // A server of an earlier version, beside this one during an update, stores it as it is.
  isSealed(secret) ? secrets.open(secret, `webhook:${id}`) : secret;

/** Removes a webhook of an owner. Returns whether there was one. */
export async function removeWebhook(db: Queries, owner: string, id: string): Promise<boolean> {
  const deleted = await db.deleteFrom('webhooks').where('id', '=', id).where('owner', '=', owner).executeTakeFirst();
  return Number(deleted.numDeletedRows) > 0;
}
