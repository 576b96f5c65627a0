/**
 * An engine with the real door and no model: it reports stages, steps, previews and frames as a model does and leaves
 * a real MP4. Words in the prompt make it slow, fail, or die, as the engine can.
 */
import { copyFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import {
  AkezoraError,
  type GenerationEvent,
  type GenerationPlan,
  type GenerationRequest,
  type GenerationRequestInput,
  generationRequestSchema,
  type ModelCapabilities,
  parseOrThrow,
  type Text,
} from '@akezora/contract';

const clip = fileURLToPath(new URL('./clip.mp4', import.meta.url));
// The smallest JPEG that decodes: one grey pixel.
const jpeg = Buffer.from(
  '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=',
  'base64',
);

const capabilities: ModelCapabilities = {
  id: 'akezora-2',
  name: 'Test pattern',
  family: 'test',
  summary: { en: 'A test pattern.', ja: 'テストパターン。' },
  licence: 'Apache-2.0',
  languages: ['en', 'ja'],
  promptLimit: { unit: 'characters', max: 2000 },
  aspects: ['16:9', '9:16', '1:1'],
  resolutions: ['360p', '480p', '720p', '1080p'],
  sizes: { multipleOf: 2, minWidth: 128, maxWidth: 1920, minHeight: 128, maxHeight: 1920 },
  seconds: { min: 1, max: 60, default: 10 },
  fps: { values: [12, 24], default: 24 },
  steps: { min: 1, max: 50, default: 4 },
  guidance: null,
  qualities: ['fast', 'best'],
  conditions: { image: true, video: true, anyFrame: true, strength: true },
  controls: {
    scene: false,
    storyboard: true,
    loop: true,
    extend: true,
    remix: true,
    blend: true,
    negativePrompt: false,
    actors: true,
    backdrop: true,
    transition: true,
    loras: false,
    draft: false,
    stills: true,
  },
  presets: [],
  audio: 'none',
};

/** The one model. */
export const publishedModels = async () => [{ capabilities, source: 'built-in', weightBytes: 0 }];

/** What else is here: nothing. */
export const installedModels = async () => [];

/** Tiny decoders that are here: none. */
export const installedDecoders = async () => [];

/** Memory that is free on every test machine. */
export const availableMemory = async () => 16e9;

/** Opens the one model. */
export async function openModel(reference: string): Promise<{ capabilities: ModelCapabilities }> {
  if (reference === capabilities.id) return { capabilities };
  throw new AkezoraError('model_unknown', { field: 'model', model: reference, choices: capabilities.id });
}

/** A WebP of one grey pixel. */
export const greyWebp = Buffer.from('UklGRiQAAABXRUJQVlA4IBgAAAAwAQCdASoBAAEAAgA0JaQAA3AA/vv9UAA=', 'base64');

/**
 * Stills without a model; `slow N` in the prompt takes N ms, and `trace FILE` writes `made` or `stopped` into the file when one ends.
 */
export async function openStills(reference: string) {
  await openModel(reference);
  return {
    async make({ prompt }: GenerationRequestInput, { signal }: { readonly at: number; readonly signal?: AbortSignal }) {
      if (prompt.includes('crash')) process.kill(process.pid, 'SIGKILL');
      const tell = async (what: string) => {
        const trace = /trace (\S+)/.exec(prompt)?.[1];
        if (trace !== undefined) await writeFile(trace, what, { flag: 'a' });
      };
      try {
        await wait(Number(/slow (\d+)/.exec(prompt)?.[1] ?? 0), signal);
      } catch (thrown) {
        await tell('stopped ');
        throw thrown;
      }
      await tell('made ');
      return { image: greyWebp };
    },
    close: async () => undefined,
  };
}

/** Plans without a model; a notice of each condition has what its file is called. */
export async function planRequest(
  input: GenerationRequestInput,
  _model?: unknown,
  { called = {} }: { readonly called?: Readonly<Record<string, Text>> } = {},
): Promise<{ request: GenerationRequest; plan: GenerationPlan }> {
  const request = parseOrThrow(generationRequestSchema, input);
  return {
    request,
    plan: {
      model: request.model,
      device: 'cpu',
      precision: 'f32',
      seed: request.seed ?? 1,
      aspect: '16:9',
      width: 128,
      height: 72,
      fps: 12,
      seconds: 2,
      frames: 24,
      codec: 'h264',
      native: { width: 128, height: 72, fps: 12, frames: 24 },
      windows: 1,
      steps: 4,
      guidance: 1,
      stages: [{ name: 'denoise', seconds: 1, memoryBytes: 1e6 }],
      peakMemoryBytes: 1e6,
      estimatedSeconds: 1,
      unknownWords: [],
      notices: (request.conditions ?? []).flatMap(({ source }, index) => {
        const message = source.kind === 'clip' ? undefined : called[source.file];
        return message === undefined ? [] : [{ code: 'seen', field: `conditions.${index}`, message }];
      }),
    },
  };
}

const wait = (milliseconds: number, signal: AbortSignal | undefined) =>
  new Promise<void>((resolve, reject) => {
    signal?.throwIfAborted();
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });

/** Side of the square that tells a frame's number, and the grey of each number: 8, 16, … */
export const numberOfFrame = { side: 32, step: 8 } as const;

/** Frames whose upper left corner is grey by their number, one each `milliseconds`. */
async function* numbered(
  { width, height, frames }: { width: number; height: number; frames: number },
  milliseconds: number,
  signal: AbortSignal | undefined,
) {
  for (let index = 0; index < frames; index += 1) {
    await wait(milliseconds, signal);
    const data = new Uint8Array(width * height * 4).fill(255);
    for (let pixel = 0; pixel < width * height; pixel += 1) {
      const isNumber = pixel % width < numberOfFrame.side && pixel < width * numberOfFrame.side;
      const grain = (pixel * 2_654_435_761 + index * 40_503) >>> 26;
      data.fill(isNumber ? numberOfFrame.step * (index + 1) : 64 + grain, pixel * 4, pixel * 4 + 3);
    }
    yield { width, height, data, at: 0 };
  }
}

/** Runs without a model; `slow N` in the prompt takes N ms a step, `film N F` paints F real frames of the
 * request's size, one each N ms. */
export async function* generate(
  input: GenerationRequestInput,
  options: { file: string; signal?: AbortSignal; live?: (piece: Uint8Array) => void | Promise<void> },
): AsyncGenerator<GenerationEvent, void, void> {
  const { request, plan } = await planRequest(input);
  const { prompt } = request;
  yield { type: 'planned', plan };
  if (prompt.includes('too long'))
    throw new AkezoraError('prompt_too_long', { field: 'prompt', length: 1, limit: 1, unit: 'x', model: 'x' });
  const stepMs = Number(/slow (\d+)/.exec(prompt)?.[1] ?? 0);
  yield { type: 'stage', name: 'denoise', index: 0, of: 1 };
  for (let index = 1; index <= plan.steps; index += 1) {
    if (prompt.includes('stubborn')) await new Promise((resolve) => setTimeout(resolve, 60_000));
    if (prompt.includes('crash')) process.kill(process.pid, 'SIGKILL');
    await wait(stepMs, options.signal);
    yield { type: 'step', stage: 'denoise', index, total: plan.steps, etaMs: stepMs * (plan.steps - index) };
    yield { type: 'preview', jpeg, frame: index };
  }
  yield { type: 'frames', done: plan.frames, total: plan.frames };
  const [, film, length] = /film (\d+)(?: (\d+))?/.exec(prompt) ?? [];
  if (film === undefined) await copyFile(clip, options.file);
  else {
    const { file, signal, live } = options;
    const { width, height } = request.size ?? plan;
    const { fps } = plan;
    const codec = request.codec ?? plan.codec;
    const frames = Number(length ?? plan.frames);
    const { encodeAll } = await import('@akezora/engine');
    const shape = { file, width, height, fps, codec, ...(live === undefined ? {} : { live }) };
    await encodeAll(
      numbered({ width, height, frames }, Number(film), signal),
      signal === undefined ? shape : { ...shape, signal },
    );
  }
  if (prompt.includes('trace ')) await writeFile(/trace (\S+)/.exec(prompt)?.[1] ?? '', '.', { flag: 'a' });
  yield {
    type: 'done',
    file: options.file,
    facts: {
      generator: 'test',
      model: plan.model,
      modelVersion: '0',
      kernels: 'none',
      seed: plan.seed,
      prompt,
      unknownWords: [],
      width: plan.width,
      height: plan.height,
      fps: plan.fps,
      seconds: plan.seconds,
      frames: plan.frames,
      steps: plan.steps,
      guidance: plan.guidance,
      codec: plan.codec,
      request,
    },
    measures: { totalSeconds: 0.1, stages: [], peakResidentBytes: 1e6 },
  };
}

/** Clips one after another; nothing is loaded for them. */
export const openClips = () => ({ generate, prepare: async () => undefined });
