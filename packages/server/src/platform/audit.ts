import type { AuditAction, AuditEntry, auditQuerySchema } from '@akezora/contract/api';
import { sql } from 'kysely';
import type { z } from 'zod';
import { cleanForOthers } from './redact.ts';
import type { Queries } from './store/database.ts';
import type { AuditRow } from './store/tables.ts';

/** Who did something; a `Principal` fits. */
export interface AuditActor {
  readonly owner: string;
  readonly account?: string | null;
  readonly key?: string | null;
  readonly via: string;
  readonly network?: string;
}

/** What to record. */
export interface AuditRecord {
  readonly action: AuditAction;
  /** Null for the server itself. */
  readonly actor: AuditActor | null;
  /** Id of what it was done to. */
  readonly object?: string;
  readonly outcome: 'ok' | 'refused';
  /** Never a secret, a prompt or a path. */
  readonly detail?: Readonly<Record<string, string | number | boolean>>;
}

/**
 * Adds a record to the audit log, which the database lets nobody change: pass the transaction of the action itself, so that
 * neither happens without the other.
 */
export async function audit(db: Queries, { action, actor, object, outcome, detail = {} }: AuditRecord): Promise<void> {
  const clean = Object.entries(detail).map(([name, value]) => [
    name,
    typeof value === 'string' ? cleanForOthers(value).slice(0, 200) : value,
  ]);
  await db
    .insertInto('audit_log')
    .values({
      action,
      outcome,
      owner: actor?.owner ?? null,
      account: actor?.account ?? null,
      key: actor?.key ?? null,
      via: actor?.via ?? null,
      network: actor?.network ?? null,
      object: object?.slice(0, 200) ?? null,
      detail: JSON.stringify(Object.fromEntries(clean)),
    })
    .execute();
}

/** Most refusals of one owner that are recorded in a minute: a flood of them fills no disk. */
const refusalsPerMinute = 20;

/** Records that somebody was not allowed to manage the server. */
export async function auditRefusal(db: Queries, actor: AuditActor, route: string): Promise<void> {
  const action = 'refused-administration';
  const earlier = await db
    .selectFrom('audit_log')
    .select(sql<boolean>`at > now() - interval '1 minute'`.as('recent'))
    .where('action', '=', action)
    .where('owner', '=', actor.owner)
    .orderBy('seq', 'desc')
    .offset(refusalsPerMinute - 1)
    .limit(1)
    .executeTakeFirst();
  if (earlier?.recent !== true) await audit(db, { action, actor, object: route, outcome: 'refused' });
}

/** A page of the audit log, newest first. */
export async function listAudit(
  db: Queries,
  { action, cursor, limit = 50 }: z.output<typeof auditQuerySchema>,
): Promise<{ data: AuditEntry[]; nextCursor: string | null }> {
  let query = db
    .selectFrom('audit_log')
    .selectAll()
    .orderBy('seq', 'desc')
    .limit(limit + 1);
  if (action !== undefined) query = query.where('action', '=', action);
  if (cursor !== undefined) query = query.where('seq', '<', Number(cursor));
  const rows = await query.execute();
  const data = rows.slice(0, limit).map(entryOf);
  return { data, nextCursor: rows.length > limit ? String(data.at(-1)?.seq) : null };
}

const entryOf = (row: AuditRow): AuditEntry => ({
  seq: Number(row.seq),
  at: row.at.toISOString(),
  action: row.action,
  outcome: row.outcome,
  actor:
    row.via === null
      ? null
      : {
          owner: row.owner ?? '',
          account: row.account,
          key: row.key,
          via: row.via,
          network: row.network ?? '',
        },
  object: row.object,
  detail: row.detail,
});

/**
 * Deletes records older than some days, at least 30: the database refuses anything else, and records the deletion itself.
 * @returns how many were deleted.
 */
export async function purgeAudit(db: Queries, days: number): Promise<number> {
  const { numAffectedRows } = await sql`
    DELETE FROM audit_log WHERE at < now() - make_interval(days => ${Math.max(30, days)})`.execute(db);
  return Number(numAffectedRows ?? 0);
}
