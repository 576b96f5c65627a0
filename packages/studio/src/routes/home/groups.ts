import type { Job } from '@akezora/contract/api';

/**
 * Jobs by submission: the latest first, the variants of each in the order they were submitted in.
 * @param jobs Newest first.
 */
export function groupsOf(jobs: readonly Job[]): readonly (readonly Job[])[] {
  const groups = new Map<string, Job[]>();
  for (const job of jobs) {
    const key = job.groupId ?? job.id;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [job]);
    else group.unshift(job);
  }
  return [...groups.values()];
}
