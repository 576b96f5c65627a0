import type { Clip } from '@akezora/contract/api';

/** A clip and the clips made from it. */
export interface Branch {
  readonly clip: Clip;
  readonly children: readonly Branch[];
}

/**
 * A family of clips as a tree, oldest first. A clip that was made from several stands below each of them; what was made from it stands
 * below its first place only. Clips that were made from nothing that is left are placed beside the root.
 * @param children Ids of the clips made from each.
 */
export function treeOf(
  clips: readonly Clip[],
  root: string,
  children: Readonly<Record<string, readonly string[]>>,
): readonly Branch[] {
  const byId = new Map(clips.map((clip) => [clip.id, clip]));
  const madeHere = new Set(Object.values(children).flat());
  const placed = new Set<string>();
  const branch = (clip: Clip): Branch => {
    const first = !placed.has(clip.id);
    placed.add(clip.id);
    const below = first ? (children[clip.id] ?? []).flatMap((id) => byId.get(id) ?? []) : [];
    return { clip, children: below.map(branch) };
  };
  return clips.filter(({ id }) => id === root || !madeHere.has(id)).map(branch);
}
