import { openAsBlob } from 'node:fs';
import { z } from 'zod';
import { type Call, jsonIn, jsonOf, Refused, save, upstreamError } from '../calls.ts';
import { type Entry, entrySchema, refusalOfPrompt, type SavedFile } from './history.ts';
import type { Workflow } from './workflow.ts';

const submittedSchema = z.object({ prompt_id: z.string().min(1).max(200) });
const uploadedSchema = z.object({ name: z.string().min(1).max(1000), subfolder: z.string().max(1000).default('') });
/** An item of the queue: number, id, prompt, … */
const itemsSchema = z.array(z.tuple([z.unknown(), z.string()], z.unknown()));
const queueSchema = z.object({ queue_running: itemsSchema, queue_pending: itemsSchema });

/** The calls of one ComfyUI server. */
export interface ComfyClient {
  /** Queues a workflow under an id of ours. @returns the id that it has there: older versions choose their own */
  submit(workflow: Workflow, promptId: string, clientId: string, signal: AbortSignal): Promise<string>;
  /** The history's entry of a prompt that has ended. */
  ended(promptId: string, signal: AbortSignal): Promise<Entry | undefined>;
  /** Whether a prompt waits or runs. */
  place(promptId: string, signal: AbortSignal): Promise<'running' | 'waiting' | undefined>;
  /** Uploads a picture. @returns its name for `LoadImage` */
  upload(file: string, name: string, signal: AbortSignal): Promise<string>;
  download(saved: SavedFile, file: string, signal: AbortSignal): Promise<void>;
  /** Takes a prompt out of the queue, and interrupts it where it runs; never another one. */
  cancel(promptId: string): Promise<void>;
}

/** Creates the calls of a server. @param base its address, without a slash at its end */
export function comfyClient(base: string, model: string, call: Call): ComfyClient {
  const post = (path: string, body: unknown, signal: AbortSignal) =>
    call(
      `${base}${path}`,
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
      signal,
    );
  const place: ComfyClient['place'] = async (promptId, signal) => {
    const queue = await jsonOf(await call(`${base}/queue`, {}, signal), queueSchema);
    const has = (items: z.output<typeof itemsSchema>) => items.some(([, id]) => id === promptId);
    return has(queue.queue_running) ? 'running' : has(queue.queue_pending) ? 'waiting' : undefined;
  };
  return {
    submit: async (workflow, promptId, clientId, signal) => {
      try {
        const body = { prompt: workflow, prompt_id: promptId, client_id: clientId };
        return (await jsonOf(await post('/prompt', body, signal), submittedSchema)).prompt_id;
      } catch (error) {
        const reason = error instanceof Refused ? refusalOfPrompt(jsonIn(error.body)) : undefined;
        throw reason === undefined ? error : upstreamError(model, reason, error);
      }
    },
    ended: async (promptId, signal) => {
      const answer = await call(`${base}/history/${encodeURIComponent(promptId)}`, {}, signal);
      return (await jsonOf(answer, z.record(z.string(), entrySchema)))[promptId];
    },
    place,
    upload: async (file, name, signal) => {
      const form = new FormData();
      form.set('image', await openAsBlob(file), name);
      form.set('type', 'input');
      form.set('overwrite', 'true');
      const answer = await call(`${base}/upload/image`, { method: 'POST', body: form }, signal);
      const uploaded = await jsonOf(answer, uploadedSchema);
      return uploaded.subfolder === '' ? uploaded.name : `${uploaded.subfolder}/${uploaded.name}`;
    },
    download: async (saved, file, signal) =>
      save(await call(`${base}/view?${new URLSearchParams(saved)}`, {}, signal), file, signal),
    cancel: async (promptId) => {
      const soon = AbortSignal.timeout(5000);
      await post('/queue', { delete: [promptId] }, soon);
      // Older versions interrupt whatever runs.
      if ((await place(promptId, soon)) === 'running') await post('/interrupt', { prompt_id: promptId }, soon);
    },
  };
}
