import {
  aspectOf,
  aspects,
  decoders,
  type GenerationRequestInput,
  type Join,
  parseOrThrow,
  type Quality,
  qualities,
  qualitySchema,
  type RequestPart,
  readSeed,
  readSizeWords,
  resolutions,
  sceneSchema,
  sidesOf,
} from '@akezora/contract';
import { type Arguments, reason } from '../arguments.ts';
import { usageError } from '../failure.ts';
import { controlsOf } from './controls.ts';
import { lorasOf } from './loras.ts';
import { marksOf } from './marks.ts';
import { choice, jsonFile } from './values.ts';

/** A request, and the clip that the result is joined to if an extension is longer than the model's longest clip. */
export interface CommandRequest {
  readonly request: GenerationRequestInput;
  /** Default: none. */
  readonly join?: Join;
}

/** Builds a request from the arguments of `akezora generate`. Reads the length of files for the controls that need it. */
export async function requestOf(args: Arguments): Promise<CommandRequest> {
  const plain = plainOptions(args);
  const scene = args.text('scene');
  const { part, join } = await controlsOf(args, plain);
  const request = {
    ...(plain.size === undefined ? part : withoutShape(part)),
    ...plain,
    // A control adapts the requested length to its clips.
    ...(part.seconds === undefined ? {} : { seconds: part.seconds }),
    ...(scene === undefined ? {} : { scene: await sceneFile(scene) }),
    prompt: args.positionals.join(' ') || part.prompt || '',
  };
  return join === undefined ? { request } : { request, join };
}

/** Removes aspect and resolution, which an exact size replaces. */
export function withoutShape({ aspect: _aspect, resolution: _resolution, ...rest }: RequestPart): RequestPart {
  return rest;
}

/** Options with a field of the request. */
export function plainOptions(args: Arguments): RequestPart {
  const loras = lorasOf(args.all('lora'));
  const fields = {
    model: args.text('model'),
    loras: loras.length > 0 ? loras : undefined,
    ...shapeOf(args),
    seconds: args.number('seconds'),
    fps: args.number('fps'),
    seed: args.number('seed') === undefined ? undefined : readSeed(args.number('seed')!, '--seed'),
    quality: qualityOf(args.text('quality')),
    steps: args.number('steps'),
    guidance: args.number('guidance'),
    perturbation: args.number('perturbation'),
    rescale: args.number('rescale'),
    inputCrf: args.number('input-crf'),
    decoder: choice('--decoder', args.text('decoder'), decoders),
    negativePrompt: args.text('negative'),
    preset: args.text('preset'),
    marks: marksOf(args),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as RequestPart;
}

/**
 * Reads `--size`, `--aspect` and `--resolution`: pixels, a resolution or a shape, each also as other programs write it. A shape
 * that is no aspect of the models here is a size, whose shorter side is the resolution.
 */
function shapeOf(args: Arguments): Pick<GenerationRequestInput, 'aspect' | 'resolution' | 'size'> {
  const shape: { ratio?: number; short?: number } = {};
  for (const option of ['size', 'aspect', 'resolution'] as const) {
    const text = args.text(option);
    if (text === undefined) continue;
    const words = readSizeWords(option === 'resolution' && /^\d{3,4}$/.test(text) ? `${text}p` : text);
    const isOther = option !== 'size' && words?.kind !== 'auto' && words?.kind !== kindOf[option];
    if (words === undefined || isOther) throw usageError(`--${option}`, reason('optionForm', { form: formOf[option] }));
    if (words.kind === 'pixels') return { size: { width: words.width, height: words.height } };
    if (words.kind === 'ratio') shape.ratio ??= words.ratio;
    if (words.kind === 'resolution') shape.short ??= words.short;
  }
  const { ratio, short } = shape;
  const aspect = ratio === undefined ? undefined : aspectOf(ratio, { aspects: [...aspects] });
  const resolution = resolutions.find((one) => Number.parseInt(one, 10) === short);
  if (short !== undefined && resolution === undefined && aspect === ratio)
    throw usageError('--resolution', reason('optionChoice', { choices: resolutions.join(', ') }));
  if (ratio !== undefined && (aspect === undefined || (short !== undefined && resolution === undefined)))
    return { size: sidesOf(ratio, short ?? 1080) };
  return { ...(aspect === undefined ? {} : { aspect }), ...(resolution === undefined ? {} : { resolution }) };
}

const kindOf = { aspect: 'ratio', resolution: 'resolution' } as const;

const formOf = {
  size: '--size 1280x720, 720p, 4:3, auto',
  aspect: '--aspect 16:9, 9:16, 1:1, 4:3, auto',
  resolution: `--resolution ${resolutions.join(', ')}`,
} as const;

/** Reads `--quality`; the names of version 0.1 are valid, too. */
function qualityOf(value: string | undefined): Quality | undefined {
  const read = qualitySchema.optional().safeParse(value);
  return read.success ? read.data : choice('--quality', value, qualities);
}

async function sceneFile(file: string): Promise<NonNullable<GenerationRequestInput['scene']>> {
  const content = await jsonFile('--scene', file);
  // The output of `--dry-run --json` has the scene inside its plan.
  const planned = (content as { plan?: { scene?: unknown } } | null)?.plan?.scene;
  return parseOrThrow(sceneSchema, planned ?? content, 'scene_invalid');
}
