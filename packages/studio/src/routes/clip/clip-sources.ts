import type { ClipDetail } from '@akezora/contract/api';

/** Ids of all clips that a clip was made from, each once, in the order of its request; the one kept as its parent first. */
export function sourcesOf({ id, parentId, facts }: Pick<ClipDetail, 'id' | 'parentId' | 'facts'>): readonly string[] {
  const { conditions = [], actors = [] } = facts?.request ?? {};
  const named = [
    parentId,
    ...conditions.map(({ source }) => (source.kind === 'clip' ? source.id : undefined)),
    ...actors.map(({ clip }) => clip),
  ];
  return [...new Set(named)].filter((one) => typeof one === 'string' && one !== id) as string[];
}
