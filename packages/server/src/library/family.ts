import { sql } from 'kysely';
import type { Principal } from '../access/principal.ts';
import type { Queries } from '../platform/store/database.ts';
import type { ClipRow } from '../platform/store/tables.ts';
import { clipFor } from './clips.ts';

/** A family of clips. */
export interface Family {
  /** The oldest ancestor by the parents that clips keep. */
  readonly root: string;
  /** Oldest first. */
  readonly rows: readonly ClipRow[];
  /** Ids of the clips of the family that were made from each. */
  readonly children: Record<string, string[]>;
}

/** Most clips of a family. */
const mostClips = 500;

/**
 * All ancestors of a clip of someone and all their descendants, oldest first. Clips of others are left out.
 * @throws AkezoraError `not_found`, `unauthorized`, `forbidden`.
 */
export async function familyOf(db: Queries, principal: Principal, id: string): Promise<Family> {
  const { owner } = principal;
  const row = await clipFor(db, principal, 'see', id);
  const found = new Map([[row.id, row]]);
  await grow(found, (rows) => clipsNamed(db, owner, rows.flatMap(sourcesOf)));
  await grow(found, (rows) => clipsMadeFrom(db, owner, rows.map(idOf)));
  const rows = [...found.values()].sort((a, b) => Number(a.seq) - Number(b.seq));
  const children: Record<string, string[]> = {};
  for (const child of rows)
    for (const source of sourcesOf(child))
      if (found.has(source)) children[source] = [...(children[source] ?? []), child.id];
  return { root: rootOf(row, found), rows, children };
}

const idOf = ({ id }: ClipRow): string => id;

/** Adds to the clips that were found those next to them, those next to these, and so on. */
async function grow(
  found: Map<string, ClipRow>,
  next: (rows: readonly ClipRow[]) => Promise<readonly ClipRow[]>,
): Promise<void> {
  for (let rows: readonly ClipRow[] = [...found.values()]; rows.length > 0 && found.size < mostClips; ) {
    rows = (await next(rows)).filter(({ id }) => !found.has(id)).slice(0, mostClips - found.size);
    for (const row of rows) found.set(row.id, row);
  }
}

function rootOf(row: ClipRow, found: ReadonlyMap<string, ClipRow>): string {
  const seen = new Set<string>();
  let root = row;
  for (let up: ClipRow | undefined = row; up !== undefined && !seen.has(up.id); up = found.get(up.parent_id ?? '')) {
    seen.add(up.id);
    root = up;
  }
  return root.id;
}

/** Ids of the clips that a clip was made from: the one it keeps as its parent, and all whose pictures it took over. */
const sourcesOf = ({ id, parent_id, source_ids }: ClipRow): string[] =>
  [...new Set([...(parent_id === null ? [] : [parent_id]), ...source_ids])].filter((one) => one !== id);

const clipsNamed = async (db: Queries, owner: string, ids: readonly string[]): Promise<ClipRow[]> =>
  ids.length === 0
    ? []
    : db.selectFrom('clips').selectAll().where('owner', '=', owner).where('id', 'in', ids).execute();

const clipsMadeFrom = (db: Queries, owner: string, ids: readonly string[]): Promise<ClipRow[]> =>
  db
    .selectFrom('clips')
    .selectAll()
    .where('owner', '=', owner)
    .where('deleted_at', 'is', null)
    .where((where) =>
      where.or([
        where('parent_id', 'in', ids),
        sql<boolean>`source_ids @> ANY (${ids.map((id) => JSON.stringify([id]))}::jsonb[])`,
      ]),
    )
    .orderBy('seq')
    .execute();
