import {
  aspects,
  type GenerationRequestInput,
  parseOrThrow,
  resolutions,
  sceneSchema,
  storyboardCardSchema,
} from '@akezora/contract';
import type { RequestPart } from '@akezora/engine';
import { type Arguments, reason } from '../arguments.ts';
import { usageError } from '../failure.ts';
import { capabilitiesOf } from '../models/capabilities.ts';
import { choice, fileWithSpan, fileWithStrength, jsonFile, placedFile, sizeOf } from './values.ts';

/** Turns the words of `akezora generate` into a request. Files are looked into where a control needs their length. */
export async function requestOf(words: Arguments): Promise<GenerationRequestInput> {
  const plain = plainOptions(words);
  const scene = words.text('scene');
  const controls = await controlsOf(words, plain);
  const prompt = words.positionals.join(' ') || controls.prompt || '';
  const written = scene === undefined ? {} : { scene: await sceneFile(scene) };
  return { ...plain, ...controls, ...written, prompt };
}

/** The options that are a field of the request as they stand. */
function plainOptions(words: Arguments): RequestPart {
  const whole = {
    model: modelOf(words),
    aspect: choice('--aspect', words.text('aspect'), aspects),
    resolution: choice('--resolution', words.text('resolution'), resolutions),
    size: words.text('size') === undefined ? undefined : sizeOf(words.text('size')!),
    seconds: words.number('seconds'),
    fps: words.number('fps'),
    seed: words.number('seed'),
    quality: choice('--quality', words.text('quality'), ['fast', 'best', 'turbo', 'teacher'] as const),
    steps: words.number('steps'),
    guidance: words.number('guidance'),
    negativePrompt: words.text('negative'),
    preset: words.text('preset'),
  };
  return Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== undefined)) as RequestPart;
}

/** The model with its adapters, in the one word that opens both. */
function modelOf(words: Arguments): string | undefined {
  const model = words.text('model');
  const adapters = words.all('lora');
  if (adapters.length > 0 && model === undefined)
    throw usageError('--lora', reason('optionForm', { form: '--model M --lora FILE[:STRENGTH]' }));
  return model === undefined ? undefined : [model, ...adapters].join('+lora=');
}

async function controlsOf(words: Arguments, plain: RequestPart): Promise<RequestPart> {
  const engine = await import('@akezora/engine');
  const parts: RequestPart[] = [];
  const seconds = async () => plain.seconds ?? (await capabilitiesOf(plain.model ?? 'akezora-1')).seconds.default;
  for (const value of words.all('image')) {
    const { file, at, strength } = placedFile('--image', value);
    await engine.probe(file, { field: '--image' });
    parts.push(engine.imageToVideo(file, at, strength));
  }
  for (const value of words.all('video')) {
    const { file, at, strength } = placedFile('--video', value);
    await engine.probe(file, { field: '--video' });
    parts.push(engine.videoAt(file, at, strength));
  }
  const earlier = words.text('extend');
  if (earlier !== undefined) {
    const { seconds: length } = await engine.probe(earlier, { field: '--extend' });
    parts.push(await memoryOf(earlier), engine.extend({ file: earlier, seconds: length }, await seconds()));
  }
  const pieces = words.all('recut').map((value) => fileWithSpan('--recut', value));
  for (const { file } of pieces) await engine.probe(file, { field: '--recut' });
  if (pieces.length > 0) parts.push(await memoryOf(pieces[0]!.file), engine.recut(pieces, await seconds()));
  const remixed = words.text('remix');
  if (remixed !== undefined) {
    const { file, strength } = fileWithStrength('--remix', remixed);
    const { seconds: length } = await engine.probe(file, { field: '--remix' });
    parts.push(await memoryOf(file), asLongAs(length, plain), engine.remix(file, strength));
  }
  const blended = words.all('blend');
  if (blended.length > 0) {
    const [first, second] = blended;
    if (first === undefined || second === undefined || blended.length !== 2) {
      throw usageError('--blend', reason('optionForm', { form: '--blend A B' }));
    }
    const measured = async (file: string) => ({
      file,
      seconds: (await engine.probe(file, { field: '--blend' })).seconds,
    });
    const [a, b] = [await measured(first), await measured(second)];
    const length = asLongAs(Math.max(a.seconds, b.seconds), plain);
    parts.push(await memoryOf(first), length, engine.blend(a, b, length.seconds ?? (await seconds())));
  }
  const loop = choice('--loop', words.text('loop'), ['short', 'normal', 'long'] as const);
  if (loop !== undefined) parts.push(engine.loop(loop));
  const cards = words.text('storyboard');
  if (cards !== undefined) parts.push(await storyboardFile(cards));
  return engine.combine(...parts);
}

/** The length of a clip for one made of it, unless another was asked for. Pictures have none. */
function asLongAs(clip: number, { seconds }: RequestPart): RequestPart {
  if (seconds !== undefined) return { seconds };
  // Containers round their frames' times.
  return clip > 0 ? { seconds: Math.round(clip * 1000) / 1000 } : {};
}

/** The prompt a clip was made from, for when no new one is written. */
async function memoryOf(file: string): Promise<RequestPart> {
  const { readFacts } = await import('@akezora/engine');
  const facts = await readFacts(file).catch(() => null);
  return facts === null ? {} : { prompt: facts.prompt };
}

async function sceneFile(file: string): Promise<NonNullable<GenerationRequestInput['scene']>> {
  const content = await jsonFile('--scene', file);
  // What `--dry-run --json` prints holds the scene inside its plan.
  const planned = (content as { plan?: { scene?: unknown } } | null)?.plan?.scene;
  return parseOrThrow(sceneSchema, planned ?? content, 'scene_invalid');
}

async function storyboardFile(file: string): Promise<RequestPart> {
  const { probe, storyboard } = await import('@akezora/engine');
  const content = await jsonFile('--storyboard', file);
  const listed = Array.isArray(content) ? content : (content as { cards?: unknown } | null)?.cards;
  const cards = parseOrThrow(storyboardCardSchema.array().min(1).max(64), listed, 'storyboard_invalid');
  for (const { image } of cards) if (image !== undefined) await probe(image, { field: '--storyboard' });
  return { ...storyboard(cards), prompt: cards[0]!.prompt };
}
