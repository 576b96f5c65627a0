import { createWriteStream, openAsBlob } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AkezoraError, type ClipFacts, type GenerationRequest, generator, publicFacts } from '@akezora/contract';
import { z } from 'zod';
import type { UpstreamOptions } from '../config/schemas.ts';
import type { Children } from '../inference/children.ts';
import type { MadeClip } from '../inference/protocol.ts';
import type { Runner } from '../inference/runner.ts';
import { recordUpstream } from '../jobs/running.ts';
import type { Store } from '../platform/store/database.ts';
import { createBalancer } from './balance.ts';

/** The keys of a video object that are read; servers add and omit others. */
const videoSchema = z.object({
  id: z.string(),
  status: z.string(),
  progress: z.number().nullish(),
  error: z.object({ message: z.string().nullish() }).nullish(),
});

const heights = { '360p': 360, '480p': 480, '540p': 540, '720p': 720, '1080p': 1080 } as const;

/** Size to request: the size that the request names, else its aspect at its resolution, in even numbers. */
export function sizeOf(request: GenerationRequest, crop?: { width: number; height: number }): string {
  if (crop !== undefined) return `${crop.width}x${crop.height}`;
  if (request.size !== undefined) return `${request.size.width}x${request.size.height}`;
  const short = heights[request.resolution ?? '720p'];
  const long = Math.round((short * 16) / 9 / 2) * 2;
  if (request.aspect === '1:1') return `${short}x${short}`;
  return request.aspect === '9:16' ? `${short}x${long}` : `${long}x${short}`;
}

const wait = (milliseconds: number, signal: AbortSignal) =>
  new Promise<void>((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    signal.addEventListener('abort', stop, { once: true });
  });

/** A server that is busy, broken or unreachable; the job is tried on another server, or later. */
class Unavailable extends Error {
  override readonly name = 'Unavailable';
}

function caller(options: UpstreamOptions) {
  return async (url: string, init: RequestInit, signal: AbortSignal): Promise<Response> => {
    const headers = options.key === undefined ? {} : { authorization: `Bearer ${options.key}` };
    const limited = AbortSignal.any([signal, AbortSignal.timeout(60_000)]);
    let response: Response;
    try {
      response = await fetch(url, { ...init, headers, signal: limited });
    } catch (error) {
      signal.throwIfAborted();
      throw new Unavailable(error instanceof Error ? error.message : String(error));
    }
    if (response.ok) return response;
    const text = (await response.text()).slice(0, 500);
    if (response.status >= 500 || response.status === 429 || response.status === 408)
      throw new Unavailable(`HTTP ${response.status}`);
    const body = (() => {
      try {
        return (JSON.parse(text) as { error?: { message?: string } }).error?.message;
      } catch {
        return undefined;
      }
    })();
    throw new AkezoraError('upstream_failed', { model: options.model, reason: body ?? `HTTP ${response.status}` });
  };
}

/**
 * Makes clips on servers with OpenAI's Videos API: submits, polls, downloads, and cancels by deleting. A server that does not
 * answer is skipped for a while; the job fails after three attempts.
 */
export function upstreamRunner(options: UpstreamOptions, store: Store, children: Children): Runner {
  const balancer = createBalancer(options.urls);
  const call = caller(options);
  return async (run) => {
    const deadline = AbortSignal.timeout((options.timeoutSeconds ?? 3600) * 1000);
    const signal = AbortSignal.any([run.signal, deadline]);
    let reason = '';
    for (let tries = 0; tries < 3; tries += 1) {
      const server = balancer.take();
      try {
        const file = await makeOn(server.url, options, call, store, { ...run, signal });
        server.done(true);
        return await describe(file, { ...run, signal }, options, children);
      } catch (error) {
        server.done(!(error instanceof Unavailable));
        if (deadline.aborted && !run.signal.aborted) {
          throw new AkezoraError('upstream_failed', {
            model: options.model,
            reason: { en: 'it did not finish in time', ja: '時間内に終わりませんでした' },
          });
        }
        if (!(error instanceof Unavailable)) throw error;
        reason = error.message;
        await wait(500 * 2 ** tries, signal);
      }
    }
    throw new AkezoraError('upstream_failed', { model: options.model, reason });
  };
}

async function makeOn(
  base: string,
  options: UpstreamOptions,
  call: ReturnType<typeof caller>,
  store: Store,
  run: Parameters<Runner>[0],
): Promise<string> {
  const { job, request, signal } = run;
  run.onEvent({ type: 'stage', name: 'upstream', index: 0, of: 1 });
  // A retried job continues the video that an earlier attempt started there.
  const earlier =
    job.meta.upstreamId?.startsWith(`${base} `) === true ? job.meta.upstreamId.slice(base.length + 1) : undefined;
  const id = earlier ?? (await submit(base, options, call, run));
  if (earlier === undefined) await recordUpstream(store, run.attempt, `${base} ${id}`);
  try {
    for (let pause = 250; ; pause = Math.min(pause * 1.5, 5000)) {
      const video = videoSchema.parse(await (await call(`${base}/videos/${id}`, {}, signal)).json());
      if (video.status === 'completed') break;
      if (video.status === 'failed' || video.status === 'cancelled') {
        throw new AkezoraError('upstream_failed', {
          model: request.model,
          reason: video.error?.message ?? video.status,
        });
      }
      const done = Math.round(video.progress ?? 0);
      run.onEvent({ type: 'step', stage: 'upstream', index: done, total: 100, etaMs: 0 });
      await wait(pause, signal);
    }
  } catch (error) {
    if (signal.aborted)
      await call(`${base}/videos/${id}`, { method: 'DELETE' }, AbortSignal.timeout(5000)).catch(() => undefined);
    throw error;
  }
  const content = await call(`${base}/videos/${id}/content`, {}, signal);
  if (content.body === null) throw new Unavailable('no content');
  await pipeline(Readable.fromWeb(content.body as never), createWriteStream(run.file), { signal });
  await call(`${base}/videos/${id}`, { method: 'DELETE' }, AbortSignal.timeout(5000)).catch(() => undefined);
  return run.file;
}

async function submit(
  base: string,
  options: UpstreamOptions,
  call: ReturnType<typeof caller>,
  { request, job, signal }: Parameters<Runner>[0],
): Promise<string> {
  const form = new FormData();
  form.set('prompt', request.prompt);
  form.set('model', options.remoteModel ?? options.model);
  form.set('seconds', String(Math.max(1, Math.round(request.seconds ?? 4))));
  form.set('size', sizeOf(request, job.meta.crop));
  if (request.seed !== undefined) form.set('seed', String(request.seed));
  if (request.negativePrompt !== undefined) form.set('negative_prompt', request.negativePrompt);
  const first = request.conditions?.find((condition) => condition.source.kind === 'image' && condition.at === 0);
  if (first !== undefined && first.source.kind === 'image') {
    form.set('input_reference', await openAsBlob(first.source.file), 'input.png');
  }
  const answer = await call(`${base}/videos`, { method: 'POST', body: form }, signal);
  return videoSchema.parse(await answer.json()).id;
}

/** The clip with sizes measured from the file, and facts from the request unless the file carries its own. */
async function describe(
  file: string,
  { job: { owner }, request, names, signal }: Parameters<Runner>[0],
  options: UpstreamOptions,
  children: Children,
): Promise<MadeClip> {
  const made = await children.call('measure', { file, name: options.model, field: 'model' }, { owner, signal });
  const { width, height, fps, seconds, frames } = made;
  if (made.facts !== null) return made;
  const facts: ClipFacts = {
    generator,
    model: options.model,
    modelVersion: options.remoteModel ?? options.model,
    kernels: 'upstream',
    seed: request.seed ?? 0,
    prompt: request.prompt,
    unknownWords: [],
    width,
    height,
    fps,
    seconds,
    frames,
    steps: request.steps ?? 0,
    guidance: request.guidance ?? 0,
    codec: 'h264',
    request,
  };
  return { ...made, facts: publicFacts(facts, names) };
}

/** Runners of the configured servers, each with the sum of the slots of its servers. */
export function startUpstreams(
  configured: readonly UpstreamOptions[],
  store: Store,
  children: Children,
): ReadonlyMap<string, { run: Runner; slots: number }> {
  return new Map(
    configured.map((options) => [
      options.model,
      { run: upstreamRunner(options, store, children), slots: (options.slots ?? 1) * options.urls.length },
    ]),
  );
}
