import type { Clip } from '@akezora/contract/api';

/** A clip and the clips made from it. */
export interface Branch {
  readonly clip: Clip;
  readonly children: readonly Branch[];
}

/** A family of clips as a tree, oldest first. A clip whose parent is gone is placed beside the root. */
export function treeOf(clips: readonly Clip[], root: string): readonly Branch[] {
  const known = new Set(clips.map(({ id }) => id));
  const branch = (clip: Clip): Branch => ({
    clip,
    children: clips.filter((other) => other.parentId === clip.id && other.id !== clip.id).map(branch),
  });
  return clips.filter((clip) => clip.id === root || clip.parentId === null || !known.has(clip.parentId)).map(branch);
}
