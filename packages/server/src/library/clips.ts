import { AkezoraError } from '@akezora/contract';
import type { ClipQuery } from '@akezora/contract/api';
import { type SelectQueryBuilder, sql } from 'kysely';
import { type ClipAction, type ClipObject, requireMay, requireOwn } from '../access/policy.ts';
import type { Principal } from '../access/principal.ts';
import { readSwitches, type Switches } from '../access/switches.ts';
import { notFound } from '../platform/not-found.ts';
import type { Queries } from '../platform/store/database.ts';
import type { ClipRow, JobRow, Tables } from '../platform/store/tables.ts';

type Select<Output> = SelectQueryBuilder<Tables, 'clips', Output>;

const isSeed = (word: string): boolean => /^\d{1,16}$/.test(word);

const seedText = sql<string | null>`coalesce(facts->>'seed', seed::text)`;

function filtered<Output>(select: Select<Output>, owner: string, query: ClipQuery): Select<Output> {
  let found = select.where('owner', '=', owner).where('deleted_at', query.trash === true ? 'is not' : 'is', null);
  for (const word of (query.q ?? '').toLowerCase().split(/\s+/).filter(Boolean).slice(0, 20)) {
    const inText = sql<boolean>`search LIKE ${`%${word.replace(/[\\%_]/g, '\\$&')}%`}`;
    // A whole number may be a seed as well; a part of one would find what nobody means.
    found = found.where(isSeed(word) ? sql<boolean>`(${inText} OR ${seedText} = ${word})` : inText);
  }
  if (query.model !== undefined) found = found.where('model', '=', query.model);
  if (query.favourite !== undefined) found = found.where('favourite', '=', query.favourite);
  if (query.folder === 'none') found = found.where('folder_id', 'is', null);
  else if (query.folder !== undefined) found = found.where('folder_id', '=', query.folder);
  if (query.tag !== undefined) found = found.where(sql<boolean>`tags @> ${JSON.stringify([query.tag])}::jsonb`);
  if (query.group !== undefined) found = found.where('group_id', '=', query.group);
  if (query.parent !== undefined) found = found.where('parent_id', '=', query.parent);
  if (query.origin !== undefined) found = found.where('origin', '=', query.origin);
  if (query.visibility !== undefined) found = found.where('visibility', '=', query.visibility);
  if (query.minSeconds !== undefined) found = found.where('seconds', '>=', query.minSeconds);
  if (query.maxSeconds !== undefined) found = found.where('seconds', '<=', query.maxSeconds);
  if (query.minShortSide !== undefined) found = found.where(sql`least(width, height)`, '>=', query.minShortSide);
  if (query.after !== undefined) found = found.where('created_at', '>=', momentOf('after', query.after));
  if (query.before !== undefined) found = found.where('created_at', '<', momentOf('before', query.before));
  const shape = {
    '16:9': sql<boolean>`width > height`,
    '9:16': sql<boolean>`width < height`,
    '1:1': sql<boolean>`width = height`,
  };
  if (query.aspect !== undefined) found = found.where(shape[query.aspect]);
  return found;
}

/** A moment from its text. @throws AkezoraError `request_invalid` naming `field`. */
export function momentOf(field: string, text: string): Date {
  const moment = new Date(text);
  if (Number.isNaN(moment.getTime())) {
    const reason = { en: 'write a date and time in ISO 8601', ja: 'ISO 8601 の日時で書いてください' };
    throw new AkezoraError('request_invalid', { field, reason });
  }
  return moment;
}

const badCursor = () =>
  new AkezoraError('request_invalid', {
    field: 'cursor',
    reason: { en: 'it is not a cursor from an earlier page', ja: '前のページから得たカーソルではありません' },
  });

const orders = {
  newest: sql`seq DESC`,
  oldest: sql`seq ASC`,
  longest: sql`seconds DESC, seq DESC`,
  shortest: sql`seconds ASC, seq DESC`,
  largest: sql`bytes DESC, seq DESC`,
  title: sql`lower(CASE WHEN title = '' THEN prompt ELSE title END) ASC, seq DESC`,
} as const;

/**
 * A page of someone's clips and the number of all matches. Pages by keyset where the order allows it.
 * @throws AkezoraError `unauthorized`, `forbidden`.
 */
export async function listClips(
  db: Queries,
  principal: Principal,
  query: ClipQuery,
): Promise<{ rows: ClipRow[]; next: string | null; total: number }> {
  requireOwn(principal, 'see', 'library');
  const { owner } = principal;
  const limit = query.limit ?? 50;
  const sort = query.sort ?? 'newest';
  const bySeq = sort === 'newest' || sort === 'oldest';
  const order = sort === 'random' ? sql`md5(id || ${String(query.seed ?? 0)})` : orders[sort];
  let select = filtered(db.selectFrom('clips').selectAll(), owner, query)
    .orderBy(order)
    .limit(limit + 1);
  let offset = query.offset ?? 0;
  if (query.cursor !== undefined) {
    const position = /^([so])(\d{1,15})$/.exec(query.cursor);
    if (position === null) throw badCursor();
    if (position[1] === 's') select = select.where('seq', sort === 'oldest' ? '>' : '<', position[2] ?? '0');
    else offset = Number(position[2]);
  }
  if (offset > 0) select = select.offset(offset);
  const [rows, counted] = await Promise.all([
    select.execute(),
    filtered(db.selectFrom('clips').select(sql<string>`count(*)`.as('total')), owner, query).executeTakeFirst(),
  ]);
  const page = rows.slice(0, limit);
  const more = rows.length > limit;
  const next = bySeq ? `s${page.at(-1)?.seq}` : `o${offset + limit}`;
  return { rows: page, next: more ? next : null, total: Number(counted?.total ?? 0) };
}

/** Public clips: newest first, or shuffled by a seed. @throws AkezoraError `not_found` while the gallery is off. */
export async function listGallery(
  db: Queries,
  principal: Principal,
  query: {
    order?: 'newest' | 'random' | undefined;
    seed?: number | undefined;
    cursor?: string | undefined;
    limit?: number | undefined;
  },
): Promise<{ rows: ClipRow[]; next: string | null }> {
  const what = { en: 'the gallery', ja: 'ギャラリー' };
  requireMay(principal, 'see', { kind: 'gallery' }, { switches: await readSwitches(db), what });
  const limit = query.limit ?? 30;
  const offset = /^o(\d{1,9})$/.exec(query.cursor ?? 'o0')?.[1];
  if (offset === undefined) throw badCursor();
  const order = query.order === 'random' ? sql`md5(id || ${String(query.seed ?? 0)})` : sql`seq DESC`;
  const rows = await db
    .selectFrom('clips')
    .selectAll()
    .where('visibility', '=', 'public')
    .where('deleted_at', 'is', null)
    .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', new Date())]))
    .where((where) => where.not(ownerDisabled))
    .orderBy(order)
    .offset(Number(offset))
    .limit(limit + 1)
    .execute();
  return { rows: rows.slice(0, limit), next: rows.length > limit ? `o${Number(offset) + limit}` : null };
}

/** The seed of a clip; null when unknown. */
export const seedOf = ({ facts, seed }: Pick<ClipRow, 'facts' | 'seed'>): number | null =>
  facts?.seed ?? (seed === null ? null : Number(seed));

/** A clip of an owner, in the library or in the bin. */
export const ownClip = (db: Queries, owner: string, id: string): Promise<ClipRow | undefined> =>
  db.selectFrom('clips').selectAll().where('id', '=', id).where('owner', '=', owner).executeTakeFirst();

/** The clip of a job, in the library or in the bin, for those who may see the job. */
export const clipOfJob = async (
  db: Queries,
  { owner, clip_id: id }: Pick<JobRow, 'owner' | 'clip_id'>,
): Promise<ClipRow | undefined> => (id === null ? undefined : ownClip(db, owner, id));

/** The name in a query for whether the account of a clip's owner is disabled. */
const ownerDisabled = sql<boolean>`EXISTS (
  SELECT 1 FROM accounts WHERE accounts.owner = clips.owner AND accounts.disabled_at IS NOT NULL)`;

/** How to look for a clip besides its id. */
export interface ClipSearch {
  /** Whether the caller came with a link of this clip that works. Default false. */
  readonly hasLink?: boolean;
  /** Field of the request that names the clip. Default `id`. */
  readonly field?: string;
  /** Locks the row until the end of the transaction. Default false. */
  readonly lock?: boolean;
}

/** A clip's row, and whether the account of its owner is disabled. */
type FoundClip = ClipRow & { readonly owner_disabled: boolean };

const selectFound = (db: Queries) => db.selectFrom('clips').selectAll().select(ownerDisabled.as('owner_disabled'));

/**
 * A clip with which someone may do something, whoever owns it.
 * @param actions all of them must be allowed.
 * @throws AkezoraError `not_found` where existence must not be told, `unauthorized`, `forbidden`.
 */
export async function clipFor(
  db: Queries,
  principal: Principal,
  actions: ClipAction | ((clip: ClipRow) => readonly ClipAction[]),
  id: string,
  { hasLink = false, field = 'id', lock = false }: ClipSearch = {},
): Promise<ClipRow> {
  const select = selectFound(db).where('id', '=', id);
  const found = await (lock ? select.forUpdate() : select).executeTakeFirst();
  const switches = await readSwitches(db);
  return allowedClip(found, principal, actions, { id, switches, hasLink, field });
}

/** Clips of someone in the order of their ids, for an export. @throws AkezoraError `not_found`, `unauthorized`, `forbidden`. */
export async function clipsToExport(db: Queries, principal: Principal, ids: readonly string[]): Promise<ClipRow[]> {
  if (ids.length === 0) return [];
  const rows = await selectFound(db).where('id', 'in', ids).execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  const switches = await readSwitches(db);
  return ids.map((id) => allowedClip(byId.get(id), principal, 'export', { id, switches }));
}

/** The row of a clip that was looked for, if the rules allow all of the actions. */
function allowedClip(
  found: FoundClip | undefined,
  principal: Principal,
  actions: ClipAction | ((clip: ClipRow) => readonly ClipAction[]),
  asked: { id: string; switches: Switches; hasLink?: boolean; field?: string },
): ClipRow {
  const { id, switches, hasLink = false, field = 'id' } = asked;
  const object = found === undefined ? nowhere : objectOf(found, found.owner_disabled, hasLink);
  const all = typeof actions === 'string' ? [actions] : found === undefined ? (['change'] as const) : actions(found);
  for (const action of all) requireMay(principal, action, object, { switches, what: id, field });
  if (found === undefined) throw notFound(id, field);
  const { owner_disabled: _disabled, ...row } = found;
  return row;
}

/** A clip that is not there: nobody's, so that a caller cannot tell it from somebody else's. */
const nowhere: ClipObject = {
  kind: 'clip',
  owner: '',
  visibility: 'private',
  inBin: false,
  isExpired: false,
  ownerDisabled: false,
  hasLink: false,
};

const objectOf = (row: ClipRow, disabled: boolean, hasLink: boolean): ClipObject => ({
  kind: 'clip',
  owner: row.owner,
  visibility: row.visibility,
  inBin: row.deleted_at !== null,
  isExpired: row.expires_at !== null && row.expires_at.getTime() < Date.now(),
  ownerDisabled: disabled,
  hasLink,
});

/** Clips of these ids, whoever owns them. */
export const clipsByIds = async (db: Queries, ids: readonly string[]): Promise<ClipRow[]> =>
  ids.length === 0 ? [] : db.selectFrom('clips').selectAll().where('id', 'in', ids).execute();

/** Someone's tags with how many clips have each, the most used first; 500 at most. @throws AkezoraError `unauthorized`, `forbidden`. */
export async function listTags(db: Queries, principal: Principal): Promise<{ name: string; clips: number }[]> {
  requireOwn(principal, 'see', 'library');
  const { owner } = principal;
  const { rows } = await sql<{ name: string; clips: string }>`
    SELECT tag AS name, count(*) AS clips FROM clips, jsonb_array_elements_text(tags) AS tag
    WHERE owner = ${owner} AND deleted_at IS NULL GROUP BY tag ORDER BY count(*) DESC, tag LIMIT 500`.execute(db);
  return rows.map(({ name, clips }) => ({ name, clips: Number(clips) }));
}
