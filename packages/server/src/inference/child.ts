/**
 * The process that runs the engine, one for each device, supervised by the server or worker that started it. A crash or an
 * out-of-memory kill here costs one attempt of one job. Messages are structured clones over Node's IPC, so previews
 * travel as bytes.
 */
import { flushCompileCache } from 'node:module';
import { pathToFileURL } from 'node:url';
import { AkezoraError, generationRequestSchema, parseOrThrow } from '@akezora/contract';
import type { LiveConversion } from '@akezora/engine';
import { readActorPicture } from './actor-picture.ts';
import { loadEngine, type OpenedClips, type OpenedModel } from './engine.ts';
import { findMark } from './find-mark.ts';
import { inspectFile } from './inspect.ts';
import { listModels } from './list-models.ts';
import { measureClip } from './measure.ts';
import { loadMedia } from './media.ts';
import { makePicture } from './pictures.ts';
import { convertClip, postprocessClip } from './postprocess.ts';
import type { CallName, ChildCalls, FromChild, ImportCall, ToChild } from './protocol.ts';
import { createStillMaker } from './still-maker.ts';

const [engineModule = '@akezora/engine', device = 'cpu', role = 'generate', callsModule = ''] = process.argv.slice(2);

/** The one live stream that this process converts, if that is what it was started for. */
let liveConversion: LiveConversion | undefined;

let clips: OpenedClips | undefined;

/** What makes this process's clips. */
async function openedClips(): Promise<OpenedClips> {
  const { openClips } = await loadEngine(engineModule);
  clips ??= openClips();
  return clips;
}

const stills = createStillMaker(async (model) => (await loadEngine(engineModule)).openStills(model, { device }));

const running = new Map<number, AbortController>();

const send = (message: FromChild): Promise<void> =>
  new Promise((resolve) => {
    if (process.send === undefined || !process.connected) resolve();
    else process.send(message, undefined, {}, () => resolve());
  });

type Handlers = {
  [Name in Exclude<CallName, ImportCall>]: (
    input: ChildCalls[Name]['input'],
    context: { id: number; signal: AbortSignal },
  ) => Promise<ChildCalls[Name]['output']>;
};

const handlers: Handlers = {
  generate: async ({ request, names, called, file, id: clip, postprocess }, { id, signal }) => {
    const { generate } = await openedClips();
    const live = (piece: Uint8Array) => send({ type: 'event', id, event: { type: 'live', piece } });
    for await (const event of generate(request, { file, id: clip, names, called, signal, device, live })) {
      // Wait until the message has left: a fast model would otherwise fill the memory with events.
      if (event.type !== 'done') {
        await send({ type: 'event', id, event });
        continue;
      }
      return postprocessClip({ file: event.file, facts: event.facts, measures: event.measures, postprocess, signal });
    }
    throw new AkezoraError('internal', { reason: 'the engine ended without a clip' });
  },
  prepare: async () => {
    await (await openedClips()).prepare({ device });
    return {};
  },
  plan: async ({ request, called }) => {
    const engine = await loadEngine(engineModule);
    const parsed = parseOrThrow(generationRequestSchema, request);
    const { plan } = await engine.planRequest(parsed, await engine.openModel(parsed.model), { device, called });
    return { plan, freeMemoryBytes: await engine.availableMemory() };
  },
  still: ({ request, at }, { signal }) => stills(request, at, signal),
  models: async () => listModels(await loadEngine(engineModule), device),
  listArt: async ({ model }) => (await artOf(model))?.list() ?? null,
  artPicture: async ({ model, picture }) => {
    const art = await artOf(model);
    if (art === undefined) throw new AkezoraError('not_found', { field: 'id', what: { en: 'the art', ja: '素材' } });
    return art.picture(picture);
  },
  pull: async ({ id: model }, { id, signal }) => {
    const engine = await loadEngine(engineModule);
    let totalBytes: number | null = null;
    for await (const event of engine.pullModel(model, { signal })) {
      if (event.type === 'plan') {
        totalBytes = event.bytes;
        await send({ type: 'event', id, event: { doneBytes: event.bytesHere, totalBytes } });
      } else if (event.type === 'progress') {
        await send({ type: 'event', id, event: { doneBytes: event.done, totalBytes } });
      }
    }
    return {};
  },
  remove: async ({ id }) => ({ freedBytes: (await (await loadEngine(engineModule)).removeModel(id)).freed }),
  inspect: (input) => inspectFile(input),
  measure: (input) => measureClip(input),
  findMark: (input, { signal }) => findMark(input, signal),
  picture: async (input) => {
    await makePicture(input);
    return {};
  },
  actor: (input) => readActorPicture(input),
  convert: async (input, { signal }) => {
    await convertClip(input, signal);
    return {};
  },
  convertLive: async ({ piece }) => {
    const { convertLive } = await loadMedia();
    liveConversion ??= convertLive();
    return { data: await (piece === null ? liveConversion.finish() : liveConversion.add(piece)) };
  },
};

const artOfModels = new Map<string, ReturnType<NonNullable<OpenedModel['art']>>>();

/** The art of a model, opened once: its pictures are asked for one by one. */
async function artOf(model: string) {
  const before = artOfModels.get(model);
  if (before !== undefined) return before;
  const opening = (await (await loadEngine(engineModule)).openModel(model)).art?.();
  if (opening === undefined) return undefined;
  artOfModels.set(model, opening);
  opening.catch(() => artOfModels.delete(model));
  return opening;
}

type Handler = (input: unknown, context: object) => Promise<unknown>;

/** The handler of a call: one of this file, or of the module that was given at the start. */
async function handlerOf(name: CallName): Promise<Handler> {
  if (name in handlers) return handlers[name as keyof Handlers] as Handler;
  const { calls } = (await import(pathToFileURL(callsModule).href)) as { calls: Record<string, Handler | undefined> };
  const handler = calls[name];
  if (handler === undefined) throw new AkezoraError('internal', { reason: `no process answers ${name}` });
  return handler;
}

async function handle(message: Extract<ToChild, { type: 'call' }>): Promise<void> {
  const { id, name, input } = message;
  const controller = new AbortController();
  running.set(id, controller);
  try {
    const output = await (await handlerOf(name))(input, { id, signal: controller.signal });
    await send({ type: 'result', id, output });
  } catch (thrown) {
    await send({ type: 'error', id, error: errorOf(thrown).toShape() });
  } finally {
    running.delete(id);
    keepCompiled();
  }
}

let isKept = false;

/** Keeps what compiling gave for the next process, once the first call has loaded what calls need: this one may be killed at its end. */
function keepCompiled(): void {
  if (!isKept) flushCompileCache();
  isKept = true;
}

/** The error to report: a full disk becomes `not_enough_disk`, whichever write failed. */
function errorOf(thrown: unknown): AkezoraError {
  const { code, path = 'data' } = (thrown ?? {}) as NodeJS.ErrnoException;
  if (thrown instanceof AkezoraError || code !== 'ENOSPC') return AkezoraError.from(thrown);
  return new AkezoraError('not_enough_disk', { path, needed: '?', available: '0' }, { cause: thrown });
}

process.on('message', (message: ToChild) => {
  if (message.type === 'cancel') running.get(message.id)?.abort(new AkezoraError('cancelled'));
  else void handle(message);
});
// The supervisor has ended (killed, perhaps): no process reads the results any more.
process.on('disconnect', () => process.exit(0));
// What asks the whole console to stop; on Windows also Ctrl-Break and the closing of its window.
for (const signal of ['SIGINT', 'SIGTERM', ...(process.platform === 'win32' ? ['SIGBREAK', 'SIGHUP'] : [])])
  process.on(signal, () => undefined);
// A process that waits for files has the codecs at hand, one that waits for a job the engine.
if (role === 'media' || role === 'conversion') void loadMedia();
if (role === 'generate') void loadEngine(engineModule).catch(() => undefined);
void send({ type: 'ready' });
