import { useEffect } from 'react';

/** How often each job is on the page as large as its clip will be. */
const shown = new Map<string, number>();

/** Whether a job is in view as large as its clip will be: its end is seen there, and needs no word elsewhere. */
export const isInView = (job: string): boolean => (shown.get(job) ?? 0) > 0;

/** Counts a job as in view while the component is there. */
export function useInView(job: string): void {
  useEffect(() => {
    shown.set(job, (shown.get(job) ?? 0) + 1);
    return () => {
      const left = (shown.get(job) ?? 1) - 1;
      if (left > 0) shown.set(job, left);
      else shown.delete(job);
    };
  }, [job]);
}
