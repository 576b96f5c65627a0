/**
 * Links of clips. A link is a random token: the database holds its hash, and the token sealed, so that its owner sees the
 * link again and a copy of the database opens none. A link may end at a time, after a number of visits, and ask for a
 * password; making the clip private ends it at once.
 */
import { randomBytes } from 'node:crypto';
import { AkezoraError } from '@akezora/contract';
import type { ClipPatch, ClipShare } from '@akezora/contract/api';
import { sql } from 'kysely';
import { hashPassword } from '../access/passwords.ts';
import type { Secrets } from '../platform/secrets.ts';
import type { Queries } from '../platform/store/database.ts';
import { hashSecret } from '../platform/store/ids.ts';
import type { ClipRow, ShareRow } from '../platform/store/tables.ts';
import { momentOf } from './clips.ts';

/** What sealing a link's token is for. */
const purposeOf = (clip: string): string => `share:${clip}`;

const newToken = (): string => randomBytes(16).toString('base64url');
/** A new secret for the passes of visitors: passes of before are worth nothing. */
const newPass = (): string => randomBytes(32).toString('base64url');

/** Changes of a link with its password hashed, which takes too long for a transaction. */
export interface ShareChange {
  readonly expiresAt?: Date | null;
  readonly maxViews?: number | null;
  readonly password?: string | null;
}

/**
 * Prepares the changes of a link that a patch asks for; undefined when it asks for none.
 * @throws AkezoraError `request_invalid` for an end that is no time or has passed.
 */
export async function shareChangeOf({ share }: ClipPatch): Promise<ShareChange | undefined> {
  if (share === undefined) return undefined;
  const { expiresAt, maxViews, password } = share;
  return {
    ...(expiresAt === undefined ? {} : { expiresAt: expiresAt === null ? null : futureOf(expiresAt) }),
    ...(maxViews === undefined ? {} : { maxViews }),
    ...(password === undefined ? {} : { password: password === null ? null : await hashPassword(password) }),
  };
}

function futureOf(text: string): Date {
  const field = 'share.expiresAt';
  const moment = momentOf(field, text);
  if (moment.getTime() > Date.now()) return moment;
  const reason = { en: 'it has passed', ja: 'すでに過ぎています' };
  throw new AkezoraError('request_invalid', { field, reason });
}

/** Which settings of a link change, without their values: for the audit log. */
export const changedSettings = ({
  expiresAt,
  maxViews,
  password,
}: ShareChange = {}): Readonly<Record<string, true>> => ({
  ...(expiresAt === undefined ? {} : { end: true }),
  ...(maxViews === undefined ? {} : { views: true }),
  ...(password === undefined ? {} : { password: true }),
});

/** Gives a clip a link, keeps the one that it has, or with `private` ends it; all in the transaction of the change. */
export async function updateShare(
  tx: Queries,
  secrets: Secrets,
  { id, visibility }: Pick<ClipRow, 'id' | 'visibility'>,
  change: ShareChange = {},
): Promise<void> {
  if (visibility === 'private') {
    await tx.deleteFrom('shares').where('clip_id', '=', id).execute();
    return;
  }
  const token = newToken();
  const made = {
    clip_id: id,
    token: secrets.seal(token, purposeOf(id)),
    token_hash: hashSecret(token),
    pass: newPass(),
  };
  await tx
    .insertInto('shares')
    .values(made)
    .onConflict((conflict) => conflict.column('clip_id').doNothing())
    .execute();
  const { expiresAt, maxViews, password } = change;
  const values = {
    ...(expiresAt === undefined ? {} : { expires_at: expiresAt }),
    // A new limit counts from now on.
    ...(maxViews === undefined ? {} : { max_views: maxViews, views: 0 }),
    ...(password === undefined ? {} : { password, pass: newPass() }),
  };
  if (Object.keys(values).length > 0) await tx.updateTable('shares').set(values).where('clip_id', '=', id).execute();
}

/** A clip's link as its owner sees it. */
export interface ClipLink {
  /** Path of the page. */
  readonly url: string;
  readonly share: ClipShare;
}

/** The links of those clips that have one. One whose token another key sealed is left out: it works, but cannot be shown. */
export async function linksOf(
  db: Queries,
  secrets: Secrets,
  clips: readonly Pick<ClipRow, 'id' | 'visibility'>[],
): Promise<ReadonlyMap<string, ClipLink>> {
  const ids = clips.filter(({ visibility }) => visibility !== 'private').map(({ id }) => id);
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom('shares').selectAll().where('clip_id', 'in', ids).execute();
  return new Map(
    rows.flatMap((row) => {
      const token = tokenOf(secrets, row);
      return token === undefined ? [] : [[row.clip_id, { url: `/s/${token}`, share: shareView(row) }] as const];
    }),
  );
}

function tokenOf(secrets: Secrets, { clip_id, token }: ShareRow): string | undefined {
  try {
    return secrets.open(token, purposeOf(clip_id));
  } catch {
    return undefined;
  }
}

const shareView = (row: ShareRow): ClipShare => ({
  expiresAt: row.expires_at?.toISOString() ?? null,
  hasPassword: row.password !== null,
  views: row.views,
  maxViews: row.max_views,
});

/** A link by its token, unless its time is over. */
export const shareOfToken = (db: Queries, token: string): Promise<ShareRow | undefined> =>
  db
    .selectFrom('shares')
    .selectAll()
    .where('token_hash', '=', hashSecret(token))
    .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', sql<Date>`now()`)]))
    .executeTakeFirst();
