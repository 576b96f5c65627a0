import { sql } from 'kysely';
import type { AfterEnd } from '../jobs/finish.ts';
import type { Queries } from '../platform/store/database.ts';
import { newId } from '../platform/store/ids.ts';
import type { DeliveryRow } from '../platform/store/tables.ts';
import { listWebhooks } from './endpoints.ts';

/** Times a failed delivery is tried again. */
const retries = 8;

/** Seconds a claimed delivery is left to its process; then it counts as crashed and is due again. */
const leaseSeconds = 60;

/** Seconds between attempts: 5 s, 25 s, 2 min, 10 min, 52 min, 4.3 h, 8 h, 8 h, which is 21 hours in all. */
export const retryDelay = (attempt: number): number => Math.min(5 ** attempt, 28_800);

const types: Readonly<Record<string, string>> = { completed: 'video.completed', failed: 'video.failed' };

/** Queues a delivery for each webhook of the job's owner, in the transaction that ends the job. */
export const queueDeliveries: AfterEnd = async (tx, job) => {
  const type = types[job.state];
  if (type === undefined || (await isSilent(tx, job.owner))) return;
  const hooks = await listWebhooks(tx, job.owner);
  const rows = hooks
    .filter(({ events, disabled_at }) => disabled_at === null && events.includes(type))
    .map(({ id }) => ({ id: newId('evt'), webhook_id: id, type, job_id: job.id }));
  if (rows.length > 0) await tx.insertInto('webhook_deliveries').values(rows).execute();
};

/** Whether nothing is sent for an owner: their account is disabled. */
export async function isSilent(db: Queries, owner: string): Promise<boolean> {
  const disabled = db
    .selectFrom('accounts')
    .select('id')
    .where('owner', '=', owner)
    .where('disabled_at', 'is not', null);
  return (await disabled.executeTakeFirst()) !== undefined;
}

/** Takes the delivery that has been due longest. Several servers claim side by side; none gets another's. */
export async function claimDelivery(db: Queries): Promise<DeliveryRow | undefined> {
  const { rows } = await sql<DeliveryRow>`
    UPDATE webhook_deliveries
    SET attempt = attempt + 1, due_at = now() + make_interval(secs => ${sql.lit(leaseSeconds)})
    WHERE id = (SELECT id FROM webhook_deliveries WHERE due_at <= now() ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING *`.execute(db);
  return rows[0];
}

/** Removes a delivery that has arrived or is given up. */
export async function removeDelivery(db: Queries, { id, attempt }: DeliveryRow): Promise<void> {
  await db.deleteFrom('webhook_deliveries').where('id', '=', id).where('attempt', '=', attempt).execute();
}

/**
 * Lets a claimed delivery, and what else is due of its webhook, wait some seconds. That is no attempt. What another
 * process claims or postpones in this moment is left to it: two that wait for each other's rows would end in a deadlock.
 */
export async function postponeDelivery(db: Queries, delivery: DeliveryRow, seconds: number): Promise<void> {
  const { id, attempt, webhook_id } = delivery;
  const due = sql`now() + make_interval(secs => ${seconds}::double precision)`;
  await sql`
    UPDATE webhook_deliveries SET due_at = ${due}, attempt = attempt - 1
    WHERE id = ${id} AND attempt = ${attempt}`.execute(db);
  await sql`
    UPDATE webhook_deliveries SET due_at = ${due}
    WHERE id IN (
      SELECT id FROM webhook_deliveries
      WHERE webhook_id = ${webhook_id} AND id <> ${id} AND due_at <= now() FOR UPDATE SKIP LOCKED)`.execute(db);
}

/** Plans the next attempt of a failed delivery, or removes it after the last one. Returns whether it is tried again. */
export async function retryDelivery(db: Queries, delivery: DeliveryRow): Promise<boolean> {
  if (delivery.attempt > retries) {
    await removeDelivery(db, delivery);
    return false;
  }
  await db
    .updateTable('webhook_deliveries')
    .set({ due_at: sql<Date>`now() + make_interval(secs => ${retryDelay(delivery.attempt)})` })
    .where('id', '=', delivery.id)
    // Another process has claimed it when this one held it longer than its lease.
    .where('attempt', '=', delivery.attempt)
    .execute();
  return true;
}
