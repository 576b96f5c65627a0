/**
 * The process that runs the engine: one a device, supervised by the server or worker that started it. A crash or an
 * out-of-memory kill here costs one attempt of one job. Speaks over Node's IPC with structured clones, so previews
 * travel as bytes.
 */
import { AkezoraError, generationRequestSchema, parseOrThrow } from '@akezora/contract';
import { loadEngine } from './engine.ts';
import { inspectFile } from './inspect.ts';
import { knownModels } from './list-models.ts';
import { convertClip, finishClip, makePicture, measureClip } from './postprocess.ts';
import type { CallName, ChildCalls, FromChild, ToChild } from './protocol.ts';

const [engineModule = '@akezora/engine', device = 'cpu'] = process.argv.slice(2);

const running = new Map<number, AbortController>();

const tell = (message: FromChild): Promise<void> =>
  new Promise((resolve) => {
    if (process.send === undefined || !process.connected) resolve();
    else process.send(message, undefined, {}, () => resolve());
  });

type Answers = {
  [Name in CallName]: (
    ask: ChildCalls[Name]['ask'],
    context: { id: number; signal: AbortSignal },
  ) => Promise<ChildCalls[Name]['answer']>;
};

const answers: Answers = {
  generate: async ({ request, file, finish }, { id, signal }) => {
    const engine = await loadEngine(engineModule);
    for await (const event of engine.generate(request, { file, signal, device })) {
      // Waiting for the message to leave keeps a fast model from piling events up in memory.
      if (event.type !== 'done') {
        await tell({ type: 'event', id, event });
        continue;
      }
      return finishClip({ file: event.file, facts: event.facts, measures: event.measures, finish, signal });
    }
    throw new AkezoraError('internal', { reason: 'the engine ended without a clip' });
  },
  plan: async ({ request }) => {
    const engine = await loadEngine(engineModule);
    const parsed = parseOrThrow(generationRequestSchema, request);
    return (await engine.planRequest(parsed, await engine.openModel(parsed.model), device)).plan;
  },
  models: async () => knownModels(await loadEngine(engineModule), device),
  pull: async ({ id: model }, { id, signal }) => {
    const engine = await loadEngine(engineModule);
    let totalBytes: number | null = null;
    for await (const event of engine.pullModel(model, { signal })) {
      if (event.type === 'plan') {
        totalBytes = event.bytes;
        await tell({ type: 'event', id, event: { doneBytes: event.bytesHere, totalBytes } });
      } else if (event.type === 'progress') {
        await tell({ type: 'event', id, event: { doneBytes: event.done, totalBytes } });
      }
    }
    return {};
  },
  remove: async ({ id }) => ({ freedBytes: await (await loadEngine(engineModule)).removeModel(id) }),
  inspect: (ask) => inspectFile(ask),
  measure: ({ file }) => measureClip(file),
  picture: async (ask) => {
    await makePicture(ask);
    return {};
  },
  convert: async (ask, { signal }) => {
    await convertClip(ask, signal);
    return {};
  },
};

async function answer(message: Extract<ToChild, { type: 'call' }>): Promise<void> {
  const { id, name, ask } = message;
  const controller = new AbortController();
  running.set(id, controller);
  try {
    const handler = answers[name] as (ask: unknown, context: object) => Promise<unknown>;
    const value = await handler(ask, { id, signal: controller.signal });
    await tell({ type: 'answer', id, answer: value });
  } catch (thrown) {
    await tell({ type: 'error', id, error: errorOf(thrown).toShape() });
  } finally {
    running.delete(id);
  }
}

/** A disk that fills up while a clip is written is no fault of ours, wherever the write stood. */
function errorOf(thrown: unknown): AkezoraError {
  const { code, path = 'data' } = (thrown ?? {}) as NodeJS.ErrnoException;
  if (thrown instanceof AkezoraError || code !== 'ENOSPC') return AkezoraError.from(thrown);
  return new AkezoraError('not_enough_disk', { path, needed: '?', available: '0' }, { cause: thrown });
}

process.on('message', (message: ToChild) => {
  if (message.type === 'cancel') running.get(message.id)?.abort(new AkezoraError('cancelled'));
  else void answer(message);
});
// Without its supervisor (killed, say) nobody wants what it makes.
process.on('disconnect', () => process.exit(0));
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
void tell({ type: 'ready' });
