import { AkezoraError, checkRequest, type GenerationRequest } from '@akezora/contract';
import { requireCreate } from '../access/policy.ts';
import { type Principal, shareOf } from '../access/principal.ts';
import { withActors } from '../library/cast.ts';
import { checkInputs } from '../library/inputs.ts';
import { textsOf } from '../safety/check-texts.ts';
import { requireAllowed } from '../safety/enforce.ts';
import type { Services } from './context.ts';
import { loraIds } from './submit.ts';

/** What a still is made of. */
export interface StillAsked {
  readonly request: GenerationRequest;
  /** Seconds of the clip. */
  readonly at: number;
  /** A newer request of the same owner with the same slot ends this one. Default: none does. */
  readonly slot?: string | undefined;
}

/**
 * Makes a small WebP of one moment of a request's clip.
 * @throws AkezoraError for everything that a plan refuses; `stills_unsupported`; `state_conflict` when a newer request has taken its
 * slot; `too_many_requests`; `timed_out`.
 */
export async function makeStill(
  services: Services,
  principal: Principal,
  { request: given, at, slot }: StillAsked,
  hungUp: AbortSignal,
): Promise<Uint8Array> {
  requireCreate(principal, 'job');
  const { db } = services.store;
  const model = await services.models.find(given.model, loraIds(given));
  const { capabilities } = model;
  if (!capabilities.controls.stills || model.runner !== 'engine')
    throw new AkezoraError('stills_unsupported', { field: 'model', model: capabilities.id });
  const request = await withActors(db, principal.owner, { ...given, model: capabilities.id }, capabilities);
  checkRequest(request, capabilities);
  await checkInputs(db, principal, { request });
  requireAllowed(services.policy, textsOf(request));
  const place = slot === undefined ? undefined : services.stillSlots.take(principal.owner, slot);
  const signal = place === undefined ? hungUp : AbortSignal.any([hungUp, place.signal]);
  try {
    const { request: resolved } = await services.resolve(principal.owner, request);
    const share = { owner: shareOf(principal), signal };
    return (await services.children.call('still', { request: resolved, at }, share)).image;
  } catch (thrown) {
    throw place?.signal.aborted === true ? place.signal.reason : thrown;
  } finally {
    place?.end();
  }
}
