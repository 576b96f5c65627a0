import { openAsBlob } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkRequest, type GenerationRequest, type ModelCapabilities } from '@akezora/contract';
import { z } from 'zod';
import type { ExtraField, VideosUpstream } from '../config/upstreams.ts';
import { type Answered, ask, fieldsOf } from './ask.ts';
import { type Call, caller, jsonOf, patiently, Refused, save, shortened, upstreamError, wait } from './calls.ts';
import { capabilitiesOf } from './capabilities.ts';
import { dialects, fieldNames } from './dialects.ts';
import { endsThere, Lost, type Made, type Maker, type Task } from './maker.ts';
import { seedOf, sizeOf } from './size.ts';

/** The keys of a video object that are read; servers add and omit others. */
const videoSchema = z.object({
  id: z.string().min(1).max(512),
  status: z.string().max(100),
  model: z.string().max(512).nullish(),
  progress: z.number().nullish(),
  error: z.object({ message: z.string().nullish() }).nullish(),
});

type Video = z.output<typeof videoSchema>;

/** Milliseconds for which what a server said of itself is taken as it was. */
const answerMs = 60_000;
/** Milliseconds for which a list of models waits for servers that do not answer: longer as long as nothing is known of one. */
const listMs = { unknown: 3000, known: 500 };

const summary = { en: 'Runs on another server.', ja: '別のサーバーで動きます。' };

/**
 * Makes clips on servers with OpenAI's Videos API: submits, polls, downloads, and cancels by deleting.
 * Servers are asked what they are and what their model can; what they do not say, the configuration does.
 */
export function videosMaker(options: VideosUpstream): Maker {
  const call = caller(options);
  const known = new Map<string, { at: number; answer: Promise<Answered | undefined> }>();
  const unasked: Answered = { kind: options.server ?? 'openai' };
  let last: Answered | undefined;
  /** What a server says; undefined while it is away. */
  const answerOf = async (base: string): Promise<Answered | undefined> => {
    const before = known.get(base);
    const isFresh = before !== undefined && performance.now() - before.at < answerMs;
    const entry = isFresh ? before : { at: performance.now(), answer: ask(base, options, call) };
    known.set(base, entry);
    const answer = await entry.answer;
    if (answer === undefined) known.delete(base);
    else last = answer;
    return answer;
  };
  const soon = (base: string) =>
    Promise.race([
      answerOf(base),
      sleep(last === undefined ? listMs.unknown : listMs.known, undefined, { ref: false }),
    ]);
  const limitsOf = ({ kind, image = true, capabilities }: Answered): ModelCapabilities =>
    capabilitiesOf({
      id: options.model,
      summary,
      takes: fieldsOf(options, kind),
      image,
      told: capabilities,
      written: options.capabilities,
    });
  const bases = options.urls.map((url) => url.replace(/\/+$/, ''));
  return {
    capabilities: async () => {
      const answers = await Promise.all(bases.map(soon));
      return limitsOf(answers.find((answer) => answer !== undefined) ?? last ?? unasked);
    },
    make: async (task) => {
      const answered = (await answerOf(task.base)) ?? last ?? unasked;
      const limits = limitsOf(answered);
      checkRequest(task.run.request, limits);
      return makeOn(task, options, call, askedOf(task.run, fieldsOf(options, answered.kind), answered, limits));
    },
  };
}

/** A request as a server gets it. */
interface Asked {
  /** What was asked, in our words. */
  readonly request: GenerationRequest;
  /** The fields of the call, without the picture. */
  readonly fields: Readonly<Record<string, string | number>>;
  readonly json: boolean;
}

/** What to ask a server for: only what it takes. Whole seconds are rounded, unless it counts frames. */
export function askedOf(
  { request, job }: Pick<Task['run'], 'request' | 'job'>,
  takes: ReadonlySet<ExtraField>,
  { kind, model }: Answered,
  limits: ModelCapabilities,
): Asked {
  const { width, height } = sizeOf(request, job.meta.crop);
  const length = request.seconds ?? limits.seconds.default;
  const seconds = dialects[kind].fractions ? length : Math.max(1, Math.round(length));
  const counts = seconds !== length && takes.has('frames') && takes.has('fps');
  const fps = request.fps ?? (counts ? limits.fps.default : undefined);
  const frames = counts && fps !== undefined ? Math.max(1, Math.round(length * fps)) : undefined;
  const { steps, guidance, negativePrompt, quality, preset } = request;
  const seed = request.seed ?? seedOf(job.id);
  const extra = { fps, frames, steps, guidance, seed, negativePrompt, quality, preset };
  const sent = (Object.entries(extra) as [ExtraField, string | number | undefined][]).flatMap(([field, value]) =>
    value === undefined || !takes.has(field) ? [] : [[field, value] as const],
  );
  const { prompt, conditions, parent } = request;
  return {
    json: dialects[kind].json && conditions === undefined,
    fields: {
      prompt,
      ...(model === undefined ? {} : { model }),
      ...(frames === undefined ? { seconds } : {}),
      size: `${width}x${height}`,
      ...Object.fromEntries(sent.map(([field, value]) => [fieldNames[field], value])),
    },
    request: {
      model: request.model,
      prompt,
      size: { width, height },
      seconds: frames === undefined ? seconds : length,
      ...Object.fromEntries(sent.filter(([field]) => field !== 'frames')),
      ...(conditions === undefined ? {} : { conditions }),
      ...(parent === undefined ? {} : { parent }),
    },
  };
}

async function makeOn(
  { base, earlier, remember, run }: Task,
  { model, patienceSeconds = 120 }: VideosUpstream,
  call: Call,
  asked: Asked,
): Promise<Made> {
  const { signal, onEvent, file } = run;
  onEvent({ type: 'stage', name: 'upstream', index: 0, of: 1 });
  const id = earlier ?? (await submit(base, call, asked, signal)).id;
  if (earlier === undefined) await remember(id);
  const address = `${base}/videos/${encodeURIComponent(id)}`;
  const remove = () => call(address, { method: 'DELETE' }, AbortSignal.timeout(5000)).catch(() => undefined);
  let video: Video | undefined;
  try {
    for (let pause = 250; ; pause = Math.min(pause * 1.5, 5000)) {
      video = await patiently(() => read(address, call, signal), patienceSeconds, signal);
      if (video.status === 'completed') break;
      if (['failed', 'cancelled', 'deleted'].includes(video.status))
        throw upstreamError(model, shortened(video.error?.message ?? video.status));
      const done = Math.min(100, Math.max(0, Math.round(video.progress ?? 0)));
      onEvent({ type: 'step', stage: 'upstream', index: done, total: 100, etaMs: 0 });
      await wait(pause, signal);
    }
    const content = () => call(`${address}/content`, {}, signal).then((answer) => save(answer, file, signal));
    await patiently(content, patienceSeconds, signal);
  } catch (error) {
    if (endsThere(signal)) await remove();
    throw error;
  }
  await remove();
  return { asked: asked.request, modelVersion: video.model ?? String(asked.fields.model ?? model) };
}

/** Reads a video object. @throws `Lost` when the server has none of that id */
async function read(address: string, call: Call, signal: AbortSignal): Promise<Video> {
  try {
    return await jsonOf(await call(address, {}, signal), videoSchema);
  } catch (error) {
    if (error instanceof Refused && error.status === 404) throw new Lost('it lost the job');
    throw error;
  }
}

async function submit(base: string, call: Call, { request, fields, json }: Asked, signal: AbortSignal): Promise<Video> {
  const send = (init: RequestInit) => call(`${base}/videos`, { method: 'POST', ...init }, signal);
  if (json) {
    const headers = { 'content-type': 'application/json' };
    return jsonOf(await send({ headers, body: JSON.stringify(fields) }), videoSchema);
  }
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, String(value));
  const source = request.conditions?.[0]?.source;
  if (source?.kind === 'image') form.set('input_reference', await openAsBlob(source.file), 'input.png');
  return jsonOf(await send({ body: form }), videoSchema);
}
