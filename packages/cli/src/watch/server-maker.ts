import { randomUUID } from 'node:crypto';
import { createWriteStream, openAsBlob } from 'node:fs';
import { rename } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  AkezoraError,
  clipFactsSchema,
  type GenerationRequestInput,
  generationRequestSchema,
  parseOrThrow,
  publicRequest,
} from '@akezora/contract';
import { type ApiClient, type Job, uploadFile } from '@akezora/contract/api';
import { inputHashes } from '../generate/input-hashes.ts';
import { onceEach } from '../once-each.ts';
import type { Maker, Making } from './makers.ts';
import { mapFiles } from './request-files.ts';

/** What a server answers that passes: it is down, busy, or full until its jobs have ended. */
const passing = new Set(['server_unreachable', 'too_many_requests', 'limit_reached']);

/**
 * Makes clips on a server. What was submitted is known by its key and its job, so that a new process waits for the same job
 * and submits nothing twice. A server that cannot be reached is waited for, as long as it takes.
 */
export const serverMaker =
  (api: ApiClient): Maker =>
  async (making) => {
    const job = await ended(api, making);
    if (job.state !== 'completed' || job.clipId === null)
      throw job.error === null ? new AkezoraError('cancelled') : AkezoraError.fromShape(job.error);
    const { clipId } = job;
    await patiently(making, () => fetchClip(api, clipId, making));
  };

/** Submits the clip unless that was done, and waits for the end of its job. */
async function ended(api: ApiClient, making: Making): Promise<Job> {
  const { clip, signal, onEvent, keep } = making;
  if (clip.job === undefined) {
    clip.sent ??= { key: randomUUID(), request: await patiently(making, () => uploaded(api, making)) };
    await keep();
    const { key, request } = clip.sent;
    const headers = { 'idempotency-key': key };
    const submit = () => api.call('submit', { body: { request }, headers, signal });
    const { data } = await patiently(making, submit);
    clip.job = data[0]?.id ?? '';
    await keep();
  }
  for (let last = -1; ; await sleep(500, undefined, { signal })) {
    const params = { id: clip.job };
    const job = await patiently(making, () => api.call('job', { params, signal }));
    if (job.state !== 'queued' && job.state !== 'running') return job;
    const share = Math.floor((job.progress?.fraction ?? 0) * 4) / 4;
    if (share > last && job.state === 'running') await onEvent({ type: 'share', share });
    last = share;
  }
}

/** The request with its files on the server. */
async function uploaded(api: ApiClient, { request, signal }: Making): Promise<GenerationRequestInput> {
  const send = onceEach(async (file: string) => {
    if (/^upload:/.test(file)) return file;
    const blob = new File([await openAsBlob(file)], basename(file));
    return `upload:${(await uploadFile(api, blob, { signal })).id}`;
  });
  return mapFiles(request, send);
}

/** Fetches the clip, and its facts with the request as it was asked here: by the names of the files, not by their numbers there. */
async function fetchClip(api: ApiClient, id: string, { request, file, signal }: Making): Promise<void> {
  const { facts } = await api.call('clip', { params: { id }, signal });
  const response = await api.call('clipVideo', { params: { id }, signal });
  const draft = `${file}.part`;
  await pipeline(Readable.fromWeb(response.body as ReadableStream), createWriteStream(draft), { signal });
  await rename(draft, file);
  const read = clipFactsSchema.safeParse(facts);
  if (!read.success) return;
  const asked = parseOrThrow(generationRequestSchema, request);
  const { writeSidecar } = await import('@akezora/engine');
  const inputs = await inputHashes(asked);
  await writeSidecar(file, { facts: { ...read.data, request: publicRequest(asked) }, inputs });
}

/** Tries again what failed for a reason that passes, after 1, 2, 4 … up to 30 seconds. */
async function patiently<T>({ signal, onWait }: Making, work: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await work();
    } catch (thrown) {
      signal.throwIfAborted();
      const passes = thrown instanceof AkezoraError ? passing.has(thrown.code) : isBroken(thrown);
      if (!passes) throw thrown;
      if (tries === 0) onWait(thrown);
      await sleep(Math.min(30_000, 1000 * 2 ** tries), undefined, { signal });
    }
  }
}

/** Whether a connection ended in the middle of an answer. */
const isBroken = (thrown: unknown): boolean =>
  thrown instanceof Error &&
  /terminated|ECONN|EPIPE|UND_ERR|other side closed/.test(
    `${thrown.message} ${String((thrown as { code?: string }).code)}`,
  );
