import type { AkezoraError, GenerationRequestInput } from '@akezora/contract';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { randomId } from '../util/random-id.ts';
import { useSettled } from '../util/use-settled.ts';
import { api } from './client.ts';
import { keys } from './keys.ts';

/** A moment of a request's clip, of which a still is wanted. */
export interface StillMoment {
  /** With a seed and, where the stage is known, with its scene: without a seed every still shows another staging. */
  readonly request: GenerationRequestInput;
  /** Seconds of the clip. */
  readonly at: number;
  /** Place that shows it, one of its own for each that shows stills at once: the server drops an older request from there. */
  readonly slot: string;
}

/** Stills of moments closer than this, in seconds, are one frame. */
const frame = 1 / 24;

/** Minutes for which a still that nothing shows stays at hand. */
const keptMinutes = 15;

/** Tells this page from others of the same account, whose stills it must not replace. */
const page = randomId(4);

/**
 * The still of a moment, as the address of a small WebP. It is asked for once and kept by its content: going back to a moment, or
 * undoing a change, shows it at once. A still that nothing waits for any more is cancelled on the server.
 */
export const stillQuery = ({ request, at, slot }: StillMoment) => {
  const moment = Math.round(at / frame) * frame;
  return queryOptions<string, AkezoraError>({
    queryKey: keys.still(request, moment),
    queryFn: async ({ signal }) => {
      const body = { request, at: moment, slot: `${slot} ${page}` };
      const answer = await api.call('still', { body, signal });
      return addressOf(await answer.blob());
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: keptMinutes * 60_000,
    retry: false,
  });
};

/**
 * The still of a moment that has not changed for `restMs`; `undefined` wants none. While the next one is made there is no picture:
 * whoever wants to cross-fade keeps the one before.
 */
export function useStill(
  moment: StillMoment | undefined,
  restMs = 600,
): { readonly src: string | undefined; readonly making: boolean; readonly error: AkezoraError | null } {
  const text = moment === undefined ? '' : JSON.stringify(moment);
  const settled = useSettled(text, restMs);
  const still = useQuery({
    ...stillQuery(settled === '' ? nothing : (JSON.parse(settled) as StillMoment)),
    enabled: settled !== '' && settled === text,
  });
  const current = settled !== '' && settled === text;
  return {
    src: current ? still.data : undefined,
    making: text !== '' && (!current || still.isFetching),
    error: current ? still.error : null,
  };
}

const nothing: StillMoment = { request: { prompt: '' }, at: 0, slot: 'none' };

/** A picture as a data URL: stills have a few kilobytes, and such an address needs no clearing away. */
async function addressOf(picture: Blob): Promise<string> {
  const bytes = new Uint8Array(await picture.arrayBuffer());
  return `data:${picture.type};base64,${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))}`;
}
