import { createHash } from 'node:crypto';
import { AkezoraError } from '@akezora/contract';
import { type SelectQueryBuilder, sql } from 'kysely';
import type { Principal } from '../access/principal.ts';
import { audit } from '../platform/audit.ts';
import { notFound } from '../platform/not-found.ts';
import type { Queries, Store } from '../platform/store/database.ts';
import { newId } from '../platform/store/ids.ts';
import type { DecisionRow, Tables } from '../platform/store/tables.ts';
import type { Judgement } from './check-texts.ts';
import type { Policy } from './policies.ts';
import { rulesVersion } from './text/rules/index.ts';
import { plainView } from './text/views.ts';

/** What was checked. */
export type Checked = DecisionRow['checked'];

/** Decisions of one owner that are kept; older ones go, unless their appeal waits. */
const mostKept = 500;
const mostCharacters = 4000;

/** The same words in another spelling have the same hash. */
const hashOf = (text: string): string => createHash('sha256').update(plainView(text)).digest('hex');

/**
 * Stores a decision, or counts it when the same was decided before. What is held is open to the server's owner at once.
 * @returns the row, whose appeal may have been answered already.
 */
export async function recordDecision(
  db: Queries,
  owner: string,
  checked: Checked,
  policy: Policy,
  { field, text, action, category, rule, evidence }: Judgement,
): Promise<DecisionRow> {
  const row = await db
    .insertInto('decisions')
    .values({
      ...{ id: newId('decision'), owner, action, checked, field, category, rule },
      ...{ evidence: evidence.slice(0, 200), words: text.slice(0, mostCharacters), words_hash: hashOf(text) },
      ...{ policy: policy.name, policy_version: policy.version, rules_version: rulesVersion },
      ...(action === 'review' ? { appeal: 'open', appealed_at: new Date() } : {}),
    })
    .onConflict((conflict) =>
      conflict
        .columns(['owner', 'words_hash', 'rule', 'checked', 'action', 'policy', 'policy_version', 'rules_version'])
        .doUpdateSet({ times: sql`decisions.times + 1`, seen_at: sql`now()` }),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
  if (row.times === 1) await forgetOld(db, owner);
  return row;
}

/** Whether the server's owner has allowed these words to their author for a rule. */
export async function isExempt(
  db: Queries,
  owner: string,
  { rule, text }: Pick<Judgement, 'rule' | 'text'>,
): Promise<boolean> {
  const found = await db
    .selectFrom('decisions')
    .select('id')
    .where('owner', '=', owner)
    .where('words_hash', '=', hashOf(text))
    .where('rule', '=', rule)
    .where('appeal', '=', 'overturned')
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}

async function forgetOld(db: Queries, owner: string): Promise<void> {
  const kept = db.selectFrom('decisions').select('id').where('owner', '=', owner).orderBy('id', 'desc').limit(mostKept);
  await db
    .deleteFrom('decisions')
    .where('owner', '=', owner)
    .where('appeal', 'not in', ['open', 'overturned'])
    .where('id', 'not in', kept)
    .execute();
}

/** Which decisions to list. */
export interface DecisionsAsked {
  readonly open?: boolean | undefined;
  readonly limit: number;
  /** Id of the last decision of the page before. */
  readonly cursor?: string | undefined;
}

/** Decisions about one owner's requests, or with `owner` null about everyone's, the latest first. */
export async function listDecisions(
  db: Queries,
  owner: string | null,
  { open, limit, cursor }: DecisionsAsked,
): Promise<{ rows: DecisionRow[]; nextCursor: string | null }> {
  let query: SelectQueryBuilder<Tables, 'decisions', DecisionRow> = db.selectFrom('decisions').selectAll();
  if (owner !== null) query = query.where('owner', '=', owner);
  if (open === true) query = query.where('appeal', '=', 'open');
  if (cursor !== undefined) query = query.where('id', '<', cursor);
  const rows = await query
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  const page = rows.slice(0, limit);
  return { rows: page, nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
}

/** Appeals against a decision about one's own request. @throws AkezoraError `not_found`; `state_conflict` where one was made already. */
export async function appealDecision(
  { db }: Pick<Store, 'db'>,
  owner: string,
  id: string,
  statement: string,
): Promise<DecisionRow> {
  const changed = await db
    .updateTable('decisions')
    .set({ appeal: 'open', statement, appealed_at: new Date() })
    .where('id', '=', id)
    .where('owner', '=', owner)
    // What is held waits already; its author may still say why.
    .where((is) => is.or([is('appeal', '=', 'none'), is.and([is('appeal', '=', 'open'), is('statement', 'is', null)])]))
    .returningAll()
    .executeTakeFirst();
  if (changed !== undefined) return changed;
  await ownDecision(db, owner, id);
  throw new AkezoraError('state_conflict', {
    field: 'id',
    reason: { en: 'an appeal was made already', ja: '異議はすでに申し立てられています' },
  });
}

async function ownDecision(db: Queries, owner: string, id: string): Promise<DecisionRow> {
  const row = await db
    .selectFrom('decisions')
    .selectAll()
    .where('id', '=', id)
    .where('owner', '=', owner)
    .executeTakeFirst();
  if (row === undefined) throw notFound(id);
  return row;
}

/** Answers an appeal. @throws AkezoraError `not_found`; `state_conflict` where none waits. */
export async function answerAppeal(
  { db }: Pick<Store, 'db'>,
  by: Principal,
  id: string,
  { outcome, answer }: { readonly outcome: 'upheld' | 'overturned'; readonly answer: string },
): Promise<DecisionRow> {
  return db.transaction().execute(async (tx) => {
    const row = await tx.selectFrom('decisions').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
    if (row === undefined) throw notFound(id);
    if (row.appeal !== 'open')
      throw new AkezoraError('state_conflict', {
        field: 'id',
        reason: { en: 'no appeal waits here', ja: '回答を待つ異議はありません' },
      });
    const answered = { appeal: outcome, answer, answered_by: by.account ?? null, answered_at: new Date() };
    const changed = await tx
      .updateTable('decisions')
      .set(answered)
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow();
    const detail = { outcome, rule: row.rule, policy: row.policy };
    await audit(tx, { action: 'decision-reviewed', actor: by, object: id, outcome: 'ok', detail });
    return changed;
  });
}

/** How often a rule decided, and how appeals against it ended. */
export interface RuleStatistics {
  readonly category: string;
  readonly rule: string;
  readonly warned: number;
  readonly held: number;
  readonly refused: number;
  readonly appealed: number;
  readonly overturned: number;
}

/** Statistics of every rule that ever decided. */
export async function ruleStatistics(db: Queries): Promise<RuleStatistics[]> {
  const count = (condition: ReturnType<typeof sql>, value = sql`times`) =>
    sql<string>`coalesce(sum(${value}) FILTER (WHERE ${condition}), 0)`;
  const rows = await db
    .selectFrom('decisions')
    .select([
      'category',
      'rule',
      count(sql`action = 'warn'`).as('warned'),
      count(sql`action = 'review'`).as('held'),
      count(sql`action = 'refuse'`).as('refused'),
      count(sql`statement IS NOT NULL`, sql`1`).as('appealed'),
      count(sql`appeal = 'overturned'`, sql`1`).as('overturned'),
    ])
    .groupBy(['category', 'rule'])
    .orderBy('category')
    .orderBy('rule')
    .execute();
  return rows.map(({ category, rule, warned, held, refused, appealed, overturned }) => ({
    ...{ category, rule, warned: Number(warned), held: Number(held), refused: Number(refused) },
    ...{ appealed: Number(appealed), overturned: Number(overturned) },
  }));
}
