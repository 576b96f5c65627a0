import { randomBytes } from 'node:crypto';
import type { Language } from '@akezora/contract';
import { type WebhookKind, webhookKinds } from '@akezora/contract/api';
import { sql } from 'kysely';
import type { Budgets } from '../access/budgets.ts';
import { requireCreate, requireOwn } from '../access/policy.ts';
import type { Principal } from '../access/principal.ts';
import { audit } from '../platform/audit.ts';
import { isSealed, type Secrets } from '../platform/secrets.ts';
import type { Queries, Store } from '../platform/store/database.ts';
import { newId } from '../platform/store/ids.ts';
import { lockOwner } from '../platform/store/owners.ts';
import type { WebhookRow } from '../platform/store/tables.ts';
import type { ServiceTarget } from './forms.ts';

/** The webhooks of an owner of every kind, oldest first. */
export const listWebhooks = (db: Queries, owner: string): Promise<WebhookRow[]> =>
  db.selectFrom('webhooks').selectAll().where('owner', '=', owner).orderBy('created_at').execute();

/** A webhook by its id, whoever owns it. */
export const findWebhook = (db: Queries, id: string): Promise<WebhookRow | undefined> =>
  db.selectFrom('webhooks').selectAll().where('id', '=', id).executeTakeFirst();

/** The kind of a webhook; `webhook` for one that this version does not know. */
export const kindOf = ({ kind }: WebhookRow): WebhookKind => webhookKinds.find((one) => one === kind) ?? 'webhook';

/** The language of a webhook's messages. */
export const languageOf = ({ language }: WebhookRow): Language => (language === 'ja' ? 'ja' : 'en');

/** A webhook to be made. */
interface NewWebhook {
  readonly name: string;
  readonly url: string;
  readonly events: readonly string[];
  /** Default: `webhook`, which gets signed events. */
  readonly kind?: WebhookKind;
  /** Language of messages. Default: `en`. */
  readonly language?: Language;
  /** What a service asks for besides its address. Default: none. */
  readonly token?: string | undefined;
}

/**
 * Makes a webhook of its maker, with a new signing secret, which is stored sealed. Of a service for people the address itself is a secret:
 * it is sealed with its token, and only its origin can be read. The address must have been checked.
 * @returns the row, and the signing secret; null for a service
 * @throws AkezoraError `limit_reached`, `unauthorized`, `forbidden`.
 */
export async function createWebhook(
  { db }: Pick<Store, 'db'>,
  secrets: Secrets,
  actor: Principal,
  { kind = 'webhook', language = 'en', token, ...hook }: NewWebhook,
  budgets: Pick<Budgets, 'count'>,
): Promise<{ row: WebhookRow; secret: string | null }> {
  requireCreate(actor, 'webhook');
  const id = newId('webhook');
  const secret = kind === 'webhook' ? `whsec_${randomBytes(32).toString('base64')}` : null;
  const sealed = secrets.seal(secret ?? JSON.stringify({ url: hook.url, token }), `webhook:${id}`);
  const url = kind === 'webhook' ? hook.url : new URL(hook.url).origin;
  const owned = { owner: actor.owner, id, secret: sealed, events: JSON.stringify(hook.events) };
  const values = { name: hook.name, url, kind, language, ...owned };
  return db.transaction().execute(async (tx) => {
    await lockOwner(tx, actor.owner);
    await budgets.count(tx, actor, 'webhooks');
    const row = await tx.insertInto('webhooks').values(values).returningAll().executeTakeFirstOrThrow();
    const detail = { host: new URL(hook.url).host, ...(kind === 'webhook' ? {} : { kind }) };
    await audit(tx, { action: 'webhook-created', actor, object: id, outcome: 'ok', detail });
    return { row, secret };
  });
}

/** Address and token of a service. @throws AkezoraError `secret_unreadable` when the key was lost. */
export const targetOfWebhook = (secrets: Secrets, { id, secret }: WebhookRow): ServiceTarget =>
  JSON.parse(secrets.open(secret, `webhook:${id}`)) as ServiceTarget;

/** The signing secret of a webhook. @throws AkezoraError `secret_unreadable` when the key was lost. */
export const secretOfWebhook = (secrets: Secrets, { id, secret }: WebhookRow): string =>
  // A server of an earlier version, beside this one during an update, stores it as it is.
  isSealed(secret) ? secrets.open(secret, `webhook:${id}`) : secret;

/** Removes a webhook of an owner. @param actor null: the server, because the receiver asked for it. Returns whether there was one. */
export const removeWebhook = (
  { db }: Pick<Store, 'db'>,
  owner: string,
  id: string,
  actor: Principal | null,
): Promise<boolean> =>
  db.transaction().execute(async (tx) => {
    if (actor !== null) requireOwn(actor, 'delete', 'webhook');
    const deleted = await tx.deleteFrom('webhooks').where('id', '=', id).where('owner', '=', owner).executeTakeFirst();
    if (Number(deleted.numDeletedRows) === 0) return false;
    await audit(tx, { action: 'webhook-removed', actor, object: id, outcome: 'ok' });
    return true;
  });

/** Days without a single delivery that arrived, after which a webhook is switched off. */
const deadDays = 3;

/** Records that a delivery arrived. */
export async function webhookAnswered({ db }: Pick<Store, 'db'>, id: string): Promise<void> {
  await db
    .updateTable('webhooks')
    .set({ failing_since: null })
    .where('id', '=', id)
    .where('failing_since', 'is not', null)
    .execute();
}

/** Records that a delivery failed. A webhook for which none has arrived for days is switched off: nothing more is sent to it. */
export async function webhookFailed({ db }: Pick<Store, 'db'>, id: string): Promise<void> {
  await sql`
    UPDATE webhooks SET failing_since = coalesce(failing_since, now()),
      disabled_at = CASE WHEN failing_since < now() - make_interval(days => ${sql.lit(deadDays)})
        THEN coalesce(disabled_at, now()) ELSE disabled_at END
    WHERE id = ${id}`.execute(db);
}
