import { randomInt } from 'node:crypto';
import {
  AkezoraError,
  checkRequest,
  type FittedRequest,
  fitRequest,
  type GenerationRequest,
  type Join,
  type ModelCapabilities,
  type OtherWords,
} from '@akezora/contract';
import { requireCreate } from '../access/policy.ts';
import type { Principal } from '../access/principal.ts';
import { isNewVisitor } from '../access/visitors.ts';
import { submitJobs } from '../jobs/submit.ts';
import { withActors } from '../library/cast.ts';
import { lifetimeOf } from '../library/expiry.ts';
import { checkFolder } from '../library/folders.ts';
import { checkInputs } from '../library/inputs.ts';
import { checkDisk } from '../library/space.ts';
import type { JobMeta, JobRow } from '../platform/store/tables.ts';
import { textsOf } from '../safety/check-texts.ts';
import { enforcePolicy } from '../safety/enforce.ts';
import type { Services } from './context.ts';

/** A request to submit, from any API. */
export interface Submission {
  readonly request: GenerationRequest;
  /** API that it was submitted to: `api`, `openai`, `gradio`, … */
  readonly viaApi: string;
  /** Tool of the studio that made it. Default `api`: none. */
  readonly tool?: string;
  readonly variants?: number;
  readonly relaxed?: boolean;
  readonly priority?: number;
  readonly deadlineSeconds?: number | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly meta?: JobMeta;
  /**
   * For the endpoints that are compatible with other services: options that the model does not have are left out and listed in
   * the job's `meta.ignored`, under the caller's names, instead of refused.
   */
  readonly compatible?: Pick<OtherWords, 'ignored' | 'nameOf'>;
}

/**
 * Checks a request against its model, its inputs and the free disk space, and queues its variants.
 * @throws AkezoraError for every problem that can be found before running.
 */
export async function submitRequest(
  services: Services,
  principal: Principal,
  submission: Submission,
): Promise<JobRow[]> {
  requireCreate(principal, 'job');
  const { budgets, options, store } = services;
  const model = await services.models.find(submission.request.model, loraIds(submission.request));
  const named = { ...submission.request, model: model.capabilities.id };
  const complete = await withActors(store.db, principal.owner, named, model.capabilities);
  const { request, ignored } = checkOrFit(complete, model.capabilities, submission.compatible);
  const { meta = {} } = submission;
  await checkFolder(store.db, principal.owner, meta.folder);
  await checkInputs(store.db, principal, { request, meta });
  await checkDisk(services.storage, options.reserveBytes);
  await enforcePolicy(store, services.policy, principal, 'request', textsOf(request));
  await budgets.room(principal, 1);
  const variants = submission.variants ?? 1;
  budgets.take(principal, 'submissions', variants);
  const seconds = variants * (request.seconds ?? model.capabilities.seconds.default);
  if (await isNewVisitor(store.db, principal)) budgets.takeAsNewVisitor(seconds);
  // The engine chooses the seed of a single variant; several variants count up from one seed.
  const first = request.seed ?? (variants > 1 ? randomInt(0x1_0000_0000) : undefined);
  const requests = Array.from({ length: variants }, (_, index) =>
    first === undefined ? request : { ...request, seed: (first + index) % 0x1_0000_0000 },
  );
  const traced = services.telemetry.current();
  const trace = traced === undefined ? {} : { trace: traced };
  const alias = submission.request.model === request.model ? {} : { modelAsked: submission.request.model };
  const limits = { ...options.limits, allQueued: budgets.limits.allQueued };
  return submitJobs(store, limits, {
    owner: principal.owner,
    source: submission.viaApi,
    origin: submission.tool ?? 'api',
    requests,
    runner: model.runner,
    defaultSeconds: model.capabilities.seconds.default,
    meta: {
      ...lifetimeOf(options),
      ...alias,
      ...trace,
      ...(ignored.length > 0 ? { ignored } : {}),
      ...meta,
    },
    ...(submission.relaxed === undefined ? {} : { relaxed: submission.relaxed }),
    ...(submission.priority === undefined ? {} : { priority: submission.priority }),
    ...(submission.deadlineSeconds === undefined
      ? {}
      : { deadline: new Date(Date.now() + submission.deadlineSeconds * 1000) }),
    ...(submission.idempotencyKey === undefined ? {} : { idempotencyKey: submission.idempotencyKey.slice(0, 200) }),
  });
}

/** Ids of the LoRAs that a request names. */
export const loraIds = ({ loras = [] }: GenerationRequest): string[] =>
  loras.flatMap((lora) => ('id' in lora ? [lora.id] : []));

/** Checks a request, or for a compatible endpoint leaves out what the model does not support. */
function checkOrFit(
  request: GenerationRequest,
  model: ModelCapabilities,
  compatible: Submission['compatible'],
): FittedRequest {
  if (compatible === undefined) {
    checkRequest(request, model);
    return { request, ignored: [] };
  }
  try {
    const { request: fitted, ignored } = fitRequest(request, model);
    return { request: fitted, ignored: [...new Set([...ignored.map(compatible.nameOf), ...compatible.ignored])] };
  } catch (thrown) {
    if (!(thrown instanceof AkezoraError) || thrown.field === undefined) throw thrown;
    throw new AkezoraError(
      thrown.code,
      { ...thrown.details, field: compatible.nameOf(thrown.field) },
      { cause: thrown },
    );
  }
}

/** The join of an extension, as stored with the job. */
export const joinOf = ({ source, overlap, place }: Join): NonNullable<JobMeta['join']> => ({
  clip: source.kind === 'clip' ? source.id : source.file,
  overlap,
  place,
});
