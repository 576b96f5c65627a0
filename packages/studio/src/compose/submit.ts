import type { GenerationRequestInput } from '@akezora/contract';
import type { JobGroup, Origin } from '@akezora/contract/api';
import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client.ts';
import { placeJob } from '../api/live.ts';

/** One press of the button. */
export interface Press {
  readonly request: GenerationRequestInput;
  readonly variants?: number;
  readonly origin: Origin;
  readonly relaxed?: boolean;
  /** Made anew for a new press, kept for sending the same one again. */
  readonly key: string;
}

/** A key for a new press. */
export const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Sends a press; its jobs appear in every list at once. */
export async function send(client: QueryClient, press: Press): Promise<JobGroup> {
  const group = await api.call('submit', {
    headers: { 'idempotency-key': press.key },
    body: {
      request: press.request,
      variants: press.variants ?? 1,
      origin: press.origin,
      class: press.relaxed === true ? 'relaxed' : 'normal',
    },
  });
  for (const job of [...group.data].reverse())
    if (client.getQueryData(['job', job.id]) === undefined) placeJob(client, job);
  return group;
}

/** Sending as a mutation, for buttons. */
export function useSend() {
  const client = useQueryClient();
  return useMutation({ mutationFn: (press: Press) => send(client, press), retry: false });
}
