import type { ClipDetail } from '@akezora/contract/api';

/** Ids of all clips that a clip was made from, each once, in the order of its request; the one kept as its parent first. */
export function sourcesOf({
  id,
  parentId,
  sources = [],
  facts,
}: Pick<ClipDetail, 'id' | 'parentId' | 'sources' | 'facts'>): readonly string[] {
  const named = [parentId, ...sources, ...(facts?.request.actors ?? []).map(({ clip }) => clip)];
  return [...new Set(named)].filter((one) => typeof one === 'string' && one !== id) as string[];
}
