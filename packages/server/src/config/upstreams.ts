import { type Aspect, aspects, languages, type Resolution, resolutions } from '@akezora/contract';
import { z } from 'zod';
import { plainUrl } from './plain-url.ts';

/** Kinds of servers with `/v1/videos`; each takes other fields besides OpenAI's. */
export const serverKinds = ['openai', 'sglang', 'vllm-omni', 'fastvideo', 'akezora'] as const;
/** Kind of a server with `/v1/videos`. */
export type ServerKind = (typeof serverKinds)[number];

/** What a server may take besides a prompt, a size, whole seconds and a first picture. */
export const extraFields = [
  'fps',
  'frames',
  'steps',
  'guidance',
  'seed',
  'negativePrompt',
  'quality',
  'preset',
] as const;
/** A field that a server may take. */
export type ExtraField = (typeof extraFields)[number];

const range = z.strictObject({ min: z.number(), max: z.number(), default: z.number() });
const side = z.number().int().min(16).max(8192);

/** What a model elsewhere can do, where its server does not tell; fields left out take what the kind of server says. */
const limitsOfUpstream = z
  .strictObject({
    name: z.string().min(1).max(200),
    licence: z.string().min(1).max(200),
    languages: z.array(z.enum(languages)),
    aspects: z.array(z.enum(aspects)).min(1) as z.ZodType<Aspect[]>,
    resolutions: z.array(z.enum(resolutions)).min(1) as z.ZodType<Resolution[]>,
    sizes: z.strictObject({
      multipleOf: z.number().int().min(1).max(256),
      minWidth: side,
      maxWidth: side,
      minHeight: side,
      maxHeight: side,
    }),
    seconds: range,
    fps: z.strictObject({ values: z.array(z.number().min(1).max(120)), default: z.number().min(1).max(120) }),
    steps: range,
    guidance: range,
    promptCharacters: z.number().int().min(1).max(20_000),
    /** Whether it takes a first picture. */
    image: z.boolean(),
  })
  .partial();

/** What a model elsewhere can do, as its owner wrote it. */
export type UpstreamLimits = z.output<typeof limitsOfUpstream>;

const common = {
  /** Name of the model here. */
  model: z.string().min(1),
  /** Addresses of servers that have it: up to and including `/v1`, or of ComfyUI. */
  urls: z.array(plainUrl).min(1),
  /** Bearer token for these servers. */
  key: z.string().exactOptional(),
  /** Jobs that each server takes at once. Default 1. */
  slots: z.number().int().min(1).max(64).exactOptional(),
  /** Seconds after which a job there fails. Default 3,600. */
  timeoutSeconds: z.number().min(1).exactOptional(),
  /** Seconds for which a server that has begun a job may be away, such as while it restarts. Default 120. */
  patienceSeconds: z.number().min(0).exactOptional(),
  /** What the model can do, as far as its server does not tell. */
  capabilities: limitsOfUpstream.exactOptional(),
};

const videosSchema = z.strictObject({
  ...common,
  kind: z.literal('videos').exactOptional(),
  /** Name of the model there. Default: the one that it lists, when it lists one; else the same as here. */
  remoteModel: z.string().exactOptional(),
  /** Kind of server. Default: the one that it names itself in `/v1/models`, else OpenAI's. */
  server: z.enum(serverKinds).exactOptional(),
  /** Fields that it takes besides OpenAI's. Default: those of its kind. */
  fields: z.array(z.enum(extraFields)).exactOptional(),
});

/** Inputs of a workflow: `NODE.INPUT`, such as `6.text`; several where one value goes to several nodes. */
const place = z.string().regex(/^[^.\s]{1,64}\.[^\s]{1,200}$/);
const places = z.union([place, z.array(place).min(1).max(16)]);

/** Where the values of a request go in a workflow. */
const inputsSchema = z.strictObject({
  prompt: places,
  negativePrompt: places.exactOptional(),
  seed: places.exactOptional(),
  width: places.exactOptional(),
  height: places.exactOptional(),
  /** Number of frames; many models take `multipleOf` n + `plus` only. */
  frames: z
    .union([
      places,
      z.strictObject({
        at: places,
        multipleOf: z.number().int().min(1).max(64),
        plus: z.number().int().min(0).max(64).default(0),
      }),
    ])
    .exactOptional(),
  fps: places.exactOptional(),
  steps: places.exactOptional(),
  guidance: places.exactOptional(),
  /** The name of an uploaded picture, as `LoadImage` takes it. */
  picture: places.exactOptional(),
  /** Nodes that load a LoRA, one a LoRA: its file, and its strengths. */
  loras: z
    .array(z.strictObject({ file: place, strength: places }))
    .max(8)
    .exactOptional(),
});

const workflowText = z.union([z.string().min(1), z.record(z.string(), z.unknown())]);

const comfyuiSchema = z.strictObject({
  ...common,
  kind: z.literal('comfyui'),
  /** Workflow in API format: a JSON file, or the JSON itself. */
  workflow: workflowText,
  inputs: inputsSchema,
  /** Another workflow for requests with a picture. Default: the same. */
  pictureWorkflow: z.strictObject({ workflow: workflowText, inputs: inputsSchema }).exactOptional(),
  /** Node whose file is the clip. Default: the last one that saved a video. */
  output: z.string().min(1).max(64).exactOptional(),
  /** LoRA files of ComfyUI by the ids that requests name. Default: none. */
  loras: z.record(z.string().min(1).max(512), z.string().min(1).max(512)).exactOptional(),
});

/** Servers that make the clips of one model. */
export const upstreamSchema = z.discriminatedUnion('kind', [videosSchema, comfyuiSchema]);

/** Servers with `/v1/videos` that make the clips of one model: SGLang-diffusion, vLLM-Omni, FastVideo, another Akezora. */
export type VideosUpstream = Readonly<z.output<typeof videosSchema>>;
/** ComfyUI servers that make the clips of one model by a workflow. */
export type ComfyUpstream = Readonly<z.output<typeof comfyuiSchema>>;
/** Where the values of a request go in a workflow. */
export type WorkflowInputs = z.output<typeof inputsSchema>;
/** Servers that make the clips of one model. */
export type UpstreamOptions = VideosUpstream | ComfyUpstream;
