import type { JobRow } from '../platform/store/tables.ts';
import { storedJoin } from './stored-join.ts';

/** Ids of the clips whose pictures a job takes over, each once: those of its conditions, and the one it is joined to. */
export function sourceClips({ request, meta }: Pick<JobRow, 'request' | 'meta'>): string[] {
  const joined = storedJoin(meta)?.clip;
  const named = (request.conditions ?? []).flatMap(({ source }) => (source.kind === 'clip' ? [source.id] : []));
  return [...new Set([...named, ...(joined === undefined || joined.startsWith('upload') ? [] : [joined])])];
}
