import {
  blend,
  boxModel,
  type ControlLimits,
  combine,
  extend,
  imageToVideo,
  type Join,
  loop,
  loopSeams,
  type MeasuredSource,
  parseOrThrow,
  type RequestPart,
  recut,
  remix,
  storyboard,
  storyboardFileCardSchema,
  transitions,
  videoAt,
} from '@akezora/contract';
import { type Arguments, reason } from '../arguments.ts';
import { usageError } from '../failure.ts';
import { capabilitiesOf } from '../models/capabilities.ts';
import { actorsOf } from './actors.ts';
import { backdropOf } from './backdrop.ts';
import { choice, fileWithSpan, jsonFile, placedFile, remixedFile } from './values.ts';

/** Part of a request that the controls compile to, and the clip that the result is joined to, if any. */
export interface Controls {
  readonly part: RequestPart;
  /** Default: none. */
  readonly join?: Join;
}

/**
 * Compiles the controls of `akezora generate`, in the order in which `optionOf` counts the conditions.
 * @throws AkezoraError naming the option whose file cannot be read.
 */
export async function controlsOf(args: Arguments, plain: RequestPart): Promise<Controls> {
  const context = { args, plain, limits: once(() => capabilitiesOf(plain.model ?? boxModel)) };
  const extension = await extensionOf(context);
  const parts = [
    ...(await inputs(args)),
    ...actorsOf(args.all('actor')),
    ...backdropOf(args.text('backdrop')),
    ...extension.parts,
    ...(await recutOf(context)),
    ...(await remixOf(context)),
    ...(await blendOf(context)),
    ...transitionPart(args),
    ...loopOf(args),
    ...(await storyboardOf(context)),
  ];
  const part = combine(...parts);
  return extension.join === undefined ? { part } : { part, join: extension.join };
}

interface Context {
  readonly args: Arguments;
  readonly plain: RequestPart;
  /** Limits of the model, which is opened only for controls that need them. */
  readonly limits: () => Promise<ControlLimits>;
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

async function inputs(args: Arguments): Promise<RequestPart[]> {
  const { probe } = await import('@akezora/engine');
  const parts: RequestPart[] = [];
  for (const value of args.all('image')) {
    const { file, at, strength } = placedFile('--image', value);
    await probe(file, { field: '--image' });
    parts.push(imageToVideo({ kind: 'image', file }, { at, strength }));
  }
  for (const value of args.all('video')) {
    const { file, at, strength } = placedFile('--video', value);
    await probe(file, { field: '--video' });
    parts.push(videoAt({ kind: 'video', file }, { at, strength }));
  }
  return parts;
}

async function extensionOf({ args, plain, limits }: Context): Promise<{ parts: RequestPart[]; join?: Join }> {
  const file = args.text('extend');
  if (file === undefined) return { parts: [] };
  const clip = await measured('--extend', file);
  const seconds = plain.seconds ?? (await limits()).seconds.default;
  const { part, join } = extend(clip, seconds, 'after', await limits());
  return { parts: [await promptOf(file), part], ...(join === undefined ? {} : { join }) };
}

async function recutOf({ args, plain, limits }: Context): Promise<RequestPart[]> {
  const values = args.all('recut');
  if (values.length === 0) return [];
  const pieces = [];
  for (const value of values) {
    const { file, from, to } = fileWithSpan('--recut', value);
    pieces.push({ file, clip: await measured('--recut', file), from, to });
  }
  const seconds = plain.seconds ?? (await limits()).seconds.default;
  return [await promptOf(pieces[0]!.file), recut(pieces, seconds, await limits())];
}

async function remixOf({ args, plain, limits }: Context): Promise<RequestPart[]> {
  const value = args.text('remix');
  if (value === undefined) return [];
  const { file, strength } = remixedFile('--remix', value);
  const clip = await measured('--remix', file);
  const { seconds, ...part } = remix(clip, strength, await limits());
  // An image has no length of its own.
  const length = plain.seconds ?? (clip.seconds > 0 ? seconds : undefined);
  return [await promptOf(file), { ...part, ...(length === undefined ? {} : { seconds: length }) }];
}

async function blendOf({ args, plain, limits }: Context): Promise<RequestPart[]> {
  const files = args.all('blend');
  if (files.length === 0) return [];
  const [first, second] = files;
  if (first === undefined || second === undefined || files.length !== 2)
    throw usageError('--blend', reason('optionForm', { form: '--blend A B' }));
  const [a, b] = [await measured('--blend', first), await measured('--blend', second)];
  const { min, default: usual } = (await limits()).seconds;
  const longest = Math.max(a.seconds, b.seconds);
  const seconds = plain.seconds ?? (longest > 0 ? Math.max(longest, min) : usual);
  return [await promptOf(first), blend(a, b, seconds, transitionOf(args), await limits())];
}

const transitionOf = (args: Arguments) => choice('--transition', args.text('transition'), transitions);

/** The transition for videos that were placed by hand, too. */
function transitionPart(args: Arguments): RequestPart[] {
  const transition = transitionOf(args);
  return transition === undefined ? [] : [{ transition }];
}

function loopOf(args: Arguments): RequestPart[] {
  const lengths = Object.keys(loopSeams) as (keyof typeof loopSeams)[];
  const length = choice('--loop', args.text('loop'), lengths);
  return length === undefined ? [] : [loop(length)];
}

async function storyboardOf({ args, plain, limits }: Context): Promise<RequestPart[]> {
  const file = args.text('storyboard');
  if (file === undefined) return [];
  const { probe } = await import('@akezora/engine');
  const content = await jsonFile('--storyboard', file);
  const listed = Array.isArray(content) ? content : (content as { cards?: unknown } | null)?.cards;
  const cards = parseOrThrow(storyboardFileCardSchema.array().min(1).max(64), listed, 'storyboard_invalid');
  for (const { image } of cards) if (image !== undefined) await probe(image, { field: '--storyboard' });
  const seconds = plain.seconds ?? (await limits()).seconds.default;
  const placed = cards.map(({ at, prompt, image }) =>
    image === undefined ? { at, prompt } : { at, prompt, source: { kind: 'image', file: image } as const },
  );
  return [storyboard(placed, seconds)];
}

async function measured(option: string, file: string): Promise<MeasuredSource> {
  const { probe } = await import('@akezora/engine');
  const { seconds, width, height } = await probe(file, { field: option });
  return { source: { kind: 'video', file }, seconds, width, height };
}

/** The prompt that a clip was generated from, for a control without a prompt of its own. */
async function promptOf(file: string): Promise<RequestPart> {
  const { readFacts } = await import('@akezora/engine');
  const facts = await readFacts(file).catch(() => null);
  return facts === null ? {} : { prompt: facts.prompt };
}
