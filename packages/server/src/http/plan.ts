import { checkRequest, type GenerationRequest } from '@akezora/contract';
import type { PlanResponse } from '@akezora/contract/api';
import { requireCreate } from '../access/policy.ts';
import { type Principal, shareOf } from '../access/principal.ts';
import { countQueue } from '../jobs/activity.ts';
import { estimateMs, workOf } from '../jobs/estimate.ts';
import { withActors } from '../library/cast.ts';
import { checkInputs } from '../library/inputs.ts';
import type { Services } from './context.ts';
import { loraIds } from './submit.ts';

/**
 * Cost of a request now: the model's plan, whether it fits into memory, and when its jobs would end.
 * @throws AkezoraError for everything that can be known before running.
 */
export async function planRequest(
  services: Services,
  principal: Principal,
  given: GenerationRequest,
  variants: number,
  signal?: AbortSignal,
): Promise<PlanResponse> {
  requireCreate(principal, 'job');
  const { db } = services.store;
  const { owner } = principal;
  const model = await services.models.find(given.model, loraIds(given));
  const named = { ...given, model: model.capabilities.id };
  const request = await withActors(db, owner, named, model.capabilities);
  checkRequest(request, model.capabilities);
  await checkInputs(db, principal, { request });
  const { request: resolved, called } = await services.resolve(owner, request);
  const share = { owner: shareOf(principal), signal };
  const { plan, freeMemoryBytes } = await services.children.call('plan', { request: resolved, called }, share);
  const queue = await countQueue(db);
  const learned = await estimateMs(db, request.model, workOf(request, model.capabilities.seconds.default));
  const takes = plan.estimatedSeconds > 0 ? plan.estimatedSeconds * 1000 : learned;
  return {
    plan,
    fits: plan.peakMemoryBytes > 0.8 * freeMemoryBytes ? 'tight' : 'fits',
    freeMemoryBytes,
    queue: { ahead: queue.jobs, startsInMs: queue.ms, endsInMs: Math.round(queue.ms + takes * variants) },
  };
}
