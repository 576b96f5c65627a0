import type { GenerationRequestInput, Join } from '@akezora/contract';
import type { JobGroup, Origin } from '@akezora/contract/api';
import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client.ts';
import { keys } from '../api/keys.ts';
import { placeJob } from '../api/refresh.ts';

/** One submission of a request. */
export interface Submission {
  readonly request: GenerationRequestInput;
  /** How many clips to make, each with a seed of its own. Default 1. */
  readonly variants?: number;
  /** Tool it comes from. */
  readonly origin: Origin;
  /** Clip that the result is joined to. Default none. */
  readonly join?: Join;
  /** Run at low priority. Default false. */
  readonly relaxed?: boolean;
  /** Idempotency key: new for a new submission, the same for sending one again after its answer was lost. */
  readonly key: string;
}

/** Sends a submission; its jobs appear in every list at once. */
async function send(client: QueryClient, submission: Submission): Promise<JobGroup> {
  const group = await api.call('submit', {
    headers: { 'idempotency-key': submission.key },
    body: {
      request: submission.request,
      variants: submission.variants ?? 1,
      origin: submission.origin,
      ...(submission.join === undefined ? {} : { join: submission.join }),
      class: submission.relaxed === true ? 'relaxed' : 'normal',
    },
  });
  // Events may already have brought newer states of these jobs.
  for (const job of [...group.data].reverse())
    if (client.getQueryData(keys.job(job.id)) === undefined) placeJob(client, job);
  return group;
}

/**
 * Sends submissions, with the state of the last one. What must happen also where the page is left before the answer belongs to the promise
 * of `mutateAsync`: callbacks of `mutate` are dropped then, which is right for moving to another page.
 */
export function useSend() {
  const client = useQueryClient();
  return useMutation({ mutationFn: (submission: Submission) => send(client, submission), retry: false });
}
