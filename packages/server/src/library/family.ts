import type { Principal } from '../access/principal.ts';
import type { Queries } from '../platform/store/database.ts';
import type { ClipRow } from '../platform/store/tables.ts';
import { clipFor, ownClip } from './clips.ts';

/**
 * All ancestors of a clip of someone and all their descendants, oldest first. Clips of others are left out.
 * @throws AkezoraError `not_found`, `unauthorized`, `forbidden`.
 */
export async function familyOf(
  db: Queries,
  principal: Principal,
  id: string,
): Promise<{ root: string; rows: ClipRow[] }> {
  const { owner } = principal;
  const row = await clipFor(db, principal, 'see', id);
  let root = row;
  for (let depth = 0; depth < 100 && root.parent_id !== null; depth += 1) {
    const parent = await ownClip(db, owner, root.parent_id);
    if (parent === undefined || parent.id === row.id) break;
    root = parent;
  }
  const rows = [root];
  const seen = new Set([root.id]);
  for (let generation = [root.id]; generation.length > 0 && rows.length < 500; ) {
    const children = await db
      .selectFrom('clips')
      .selectAll()
      .where('owner', '=', owner)
      .where('parent_id', 'in', generation)
      .where('deleted_at', 'is', null)
      .orderBy('seq')
      .execute();
    const fresh = children.filter((child) => !seen.has(child.id));
    for (const child of fresh) seen.add(child.id);
    rows.push(...fresh);
    generation = fresh.map((child) => child.id);
  }
  return { root: root.id, rows: rows.sort((a, b) => Number(a.seq) - Number(b.seq)) };
}
