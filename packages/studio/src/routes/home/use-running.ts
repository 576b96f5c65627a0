import { useInfiniteQuery } from '@tanstack/react-query';
import { jobsQuery } from '../../api/queries.ts';

/** Whether a clip is being made now: what only moves for its own sake then stands still and leaves the machine to it. */
export const useRunning = (): boolean =>
  useInfiniteQuery({
    ...jobsQuery('all'),
    select: ({ pages }) => pages.some(({ data }) => data.some(({ state }) => state === 'running')),
  }).data === true;
