import {
  aspects,
  type GenerationRequestInput,
  type Join,
  parseOrThrow,
  type Quality,
  qualities,
  qualitySchema,
  type RequestPart,
  resolutions,
  sceneSchema,
} from '@akezora/contract';
import type { Arguments } from '../arguments.ts';
import { controlsOf } from './controls.ts';
import { lorasOf } from './loras.ts';
import { choice, jsonFile, sizeOf } from './values.ts';

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

/** Removes the aspect and resolution of a control's source, which an exact size replaces. */
function withoutShape({ aspect: _aspect, resolution: _resolution, ...rest }: RequestPart): RequestPart {
  return rest;
}

/** Options with a field of the request. */
function plainOptions(args: Arguments): RequestPart {
  const size = args.text('size');
  const loras = lorasOf(args.all('lora'));
  const fields = {
    model: args.text('model'),
    loras: loras.length > 0 ? loras : undefined,
    aspect: choice('--aspect', args.text('aspect'), aspects),
    resolution: choice('--resolution', args.text('resolution'), resolutions),
    size: size === undefined ? undefined : sizeOf(size),
    seconds: args.number('seconds'),
    fps: args.number('fps'),
    seed: args.number('seed'),
    quality: qualityOf(args.text('quality')),
    steps: args.number('steps'),
    guidance: args.number('guidance'),
    negativePrompt: args.text('negative'),
    preset: args.text('preset'),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as RequestPart;
}

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
