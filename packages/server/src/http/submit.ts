import { randomInt } from 'node:crypto';
import {
  AkezoraError,
  checkRequest,
  type FittedRequest,
  fitRequest,
  type GenerationRequest,
  type Join,
  type ModelCapabilities,
} from '@akezora/contract';
import { type Principal, requireScope } from '../access/principal.ts';
import { submitJobs } from '../jobs/submit.ts';
import { withCharacters } from '../library/characters.ts';
import { checkInputs } from '../library/uploads.ts';
import type { JobMeta, JobRow } from '../platform/store/tables.ts';
import type { Services } from './context.ts';

/** A request on its way into the queue, whatever API it came through. */
export interface Asked {
  readonly request: GenerationRequest;
  readonly source: string;
  readonly origin?: string;
  readonly variants?: number;
  readonly relaxed?: boolean;
  readonly priority?: number;
  readonly deadlineSeconds?: number | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly meta?: JobMeta;
  /** Options that the model does not have are left out and listed in the job's `meta.ignored`, instead of refused. */
  readonly compatible?: boolean;
}

/**
 * Checks a request against its model, its inputs and the room on the disk, and queues its variants.
 * @throws AkezoraError for everything that can be known before running.
 */
export async function submitAsked(services: Services, principal: Principal, asked: Asked): Promise<JobRow[]> {
  requireScope(principal, 'generate');
  const { options, store } = services;
  const model = await services.models.find(asked.request.model);
  const named = { ...asked.request, model: model.capabilities.id };
  const complete = await withCharacters(store.db, principal.owner, named, model.capabilities);
  const { request, ignored } = judge(complete, model.capabilities, asked.compatible === true);
  await checkInputs(store.db, principal.owner, request);
  await checkRoomOnDisk(services, principal.owner);
  const variants = asked.variants ?? 1;
  // One variant keeps the seed open, so that the engine's own choice stands in the facts; several count up from one.
  const first = request.seed ?? (variants > 1 ? randomInt(0x1_0000_0000) : undefined);
  const requests = Array.from({ length: variants }, (_, index) =>
    first === undefined ? request : { ...request, seed: (first + index) % 0x1_0000_0000 },
  );
  const expires = options.clipTtlSeconds > 0 ? { expiresIn: options.clipTtlSeconds } : {};
  const traced = services.telemetry.current();
  const trace = traced === undefined ? {} : { trace: traced };
  const alias = asked.request.model === request.model ? {} : { modelAsked: asked.request.model };
  return submitJobs(store, options.limits, {
    owner: principal.owner,
    source: asked.source,
    origin: asked.origin ?? 'api',
    requests,
    runner: model.runner,
    defaultSeconds: model.capabilities.seconds.default,
    meta: { ...expires, ...alias, ...trace, ...(ignored.length > 0 ? { ignored } : {}), ...asked.meta },
    ...(asked.relaxed === undefined ? {} : { relaxed: asked.relaxed }),
    ...(asked.priority === undefined ? {} : { priority: asked.priority }),
    ...(asked.deadlineSeconds === undefined ? {} : { deadline: new Date(Date.now() + asked.deadlineSeconds * 1000) }),
    ...(asked.idempotencyKey === undefined ? {} : { idempotencyKey: asked.idempotencyKey.slice(0, 200) }),
  });
}

function judge(request: GenerationRequest, model: ModelCapabilities, compatible: boolean): FittedRequest {
  if (compatible) return fitRequest(request, model);
  checkRequest(request, model);
  return { request, ignored: [] };
}

/** The join of an extension as a job remembers it. */
export const stitchOf = ({ source, overlap, place }: Join): NonNullable<JobMeta['stitch']> => ({
  clip: source.kind === 'clip' ? source.id : source.file,
  overlap,
  place,
});

/** Refuses before running what would only fail after it: a full disk, a full quota. */
async function checkRoomOnDisk(services: Services, owner: string): Promise<void> {
  const { options, storage, store } = services;
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  const free = await storage.freeBytes();
  if (free !== undefined && free < options.reserveBytes) {
    const needed = gigabytes(options.reserveBytes);
    throw new AkezoraError('not_enough_disk', { path: 'data', needed, available: gigabytes(free) });
  }
  if (options.quotaBytes === 0) return;
  const used = await store.db
    .selectFrom('clips')
    .select(({ fn }) => fn.sum<string | null>('bytes').as('bytes'))
    .where('owner', '=', owner)
    .executeTakeFirst();
  if (Number(used?.bytes ?? 0) >= options.quotaBytes) {
    throw new AkezoraError('limit_reached', {
      limit: gigabytes(options.quotaBytes),
      what: { en: 'the storage of clips', ja: 'クリップの容量' },
      unit: '',
    });
  }
}
