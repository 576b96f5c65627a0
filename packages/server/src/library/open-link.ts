import { createHmac, timingSafeEqual } from 'node:crypto';
import { AkezoraError } from '@akezora/contract';
import { sql } from 'kysely';
import { verifyPassword } from '../access/passwords.ts';
import type { Principal } from '../access/principal.ts';
import { notFound } from '../platform/not-found.ts';
import type { Queries } from '../platform/store/database.ts';
import { deleteFree } from '../platform/store/delete-free.ts';
import type { ClipRow, ShareRow } from '../platform/store/tables.ts';
import { clipFor } from './clips.ts';
import { shareOfToken } from './shares.ts';

/** Seconds for which a visit of a link lasts: so long its files open, and it counts once. */
export const visitSeconds = 3600;

/** Wrong passwords of one link from one network within an hour, before it has to wait. */
const mostAttempts = 10;

/** What a visitor brings besides the token. */
export interface Visitor {
  /** Pass of a visit that has begun. */
  readonly pass?: string | undefined;
  readonly password?: string | undefined;
}

const unknownLink = () => notFound({ en: 'the clip', ja: 'クリップ' });

/**
 * Opens the page of a link and counts the visit; visits of the clip's owner do not count.
 * @returns the clip, and the pass for its files.
 * @throws AkezoraError `not_found` for a link that does not work, also when its visits are used up; `link_password_needed`
 * without the right password; `too_many_requests` after ten wrong ones within an hour.
 */
export async function openLink(
  db: Queries,
  principal: Principal,
  token: string,
  { pass, password }: Visitor,
): Promise<{ clip: ClipRow; pass: string }> {
  const share = await shareOfToken(db, token);
  if (share === undefined) throw unknownLink();
  const clip = await clipFor(db, principal, 'open-link', share.clip_id, { hasLink: true });
  if (pass !== undefined && isPass(share, pass)) return { clip, pass };
  if (share.password !== null) await checkPassword(db, share, principal.network, password);
  if (principal.owner !== clip.owner) await countVisit(db, share);
  return { clip, pass: newPass(share) };
}

/** Whether a token opens the files of a clip: a link with a password or a number of visits needs a visit that has begun. */
export async function linkOpensFiles(
  db: Queries,
  clip: string,
  token: string,
  pass: string | undefined,
): Promise<boolean> {
  const share = await shareOfToken(db, token);
  if (share === undefined || share.clip_id !== clip) return false;
  const isPlain = share.password === null && share.max_views === null;
  return isPlain || (pass !== undefined && isPass(share, pass));
}

async function countVisit(db: Queries, { clip_id }: ShareRow): Promise<void> {
  const counted = await db
    .updateTable('shares')
    .set({ views: sql<number>`views + 1` })
    .where('clip_id', '=', clip_id)
    .where((where) => where.or([where('max_views', 'is', null), where('views', '<', where.ref('max_views'))]))
    .executeTakeFirst();
  if (Number(counted.numUpdatedRows) === 0) throw unknownLink();
}

/** An attempt counts before it is checked, so that many at once count one by one. */
async function checkPassword(
  db: Queries,
  share: ShareRow,
  network: string,
  password: string | undefined,
): Promise<void> {
  if (password === undefined) throw new AkezoraError('link_password_needed');
  const { clip_id } = share;
  await deleteFree(db, 'share_attempts', sql`since < now() - interval '1 hour'`);
  const { tries } = await db
    .insertInto('share_attempts')
    .values({ clip_id, network, tries: 1 })
    .onConflict((conflict) =>
      conflict.columns(['clip_id', 'network']).doUpdateSet({ tries: sql<number>`share_attempts.tries + 1` }),
    )
    .returning('tries')
    .executeTakeFirstOrThrow();
  if (tries > mostAttempts) throw new AkezoraError('too_many_requests', { seconds: 3600 });
  if (!(await verifyPassword(share.password, password))) {
    throw new AkezoraError('link_password_needed', { field: 'password' });
  }
  await db.deleteFrom('share_attempts').where('clip_id', '=', clip_id).where('network', '=', network).execute();
}

const signatureOf = (share: ShareRow, until: string): string =>
  createHmac('sha256', share.pass).update(`${share.token_hash} ${until}`).digest('base64url');

function newPass(share: ShareRow): string {
  const until = String(Date.now() + visitSeconds * 1000);
  return `${until}.${signatureOf(share, until)}`;
}

function isPass(share: ShareRow, pass: string): boolean {
  const [until = '', signature = ''] = pass.split('.');
  const expected = Buffer.from(signatureOf(share, until));
  const given = Buffer.from(signature);
  return Number(until) > Date.now() && given.length === expected.length && timingSafeEqual(given, expected);
}
