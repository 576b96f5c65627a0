import {
  AkezoraError,
  type ConditionSource,
  coveringSize,
  type Extension,
  extend,
  generationRequestSchema,
  imageToVideo,
  isAbsent,
  type MeasuredSource,
  type ModelCapabilities,
  matchSource,
  type OtherWords,
  parseOrThrow,
  problemError,
  problemsOf,
  type RequestPart,
  readOtherWords,
  readPositive,
  remix,
  type remixStrengths,
  type SizeChoice,
} from '@akezora/contract';
import type { Context } from 'hono';
import { requireCreate } from '../../access/policy.ts';
import type { Principal } from '../../access/principal.ts';
import { clipOfJob } from '../../library/clips.ts';
import { uploadInput } from '../../library/inputs.ts';
import { jobFor } from '../../library/jobs.ts';
import type { ClipRow, JobRow, UploadRow } from '../../platform/store/tables.ts';
import type { AppEnv, Services } from '../context.ts';
import { ingestFormFile } from '../forms.ts';
import { ingestUrl, isAddress } from '../ingest-url.ts';
import { FormFile } from '../receive-form.ts';
import { joinOf, submitRequest } from '../submit.ts';
import { type Fields, isPlain, readFields, textField } from './form.ts';

/** A call of this API. */
export interface Call {
  readonly services: Services;
  readonly principal: Principal;
  readonly context: Context<AppEnv>;
}

const modelOf = (fields: Fields): string => (isAbsent(fields.model) ? 'sora-2' : textField(fields, 'model', 512));

const sourceOfUpload = (upload: UploadRow): ConditionSource => ({
  kind: upload.kind === 'image' ? 'image' : 'video',
  file: `upload:${upload.id}`,
});

const firstFrame = (upload: UploadRow): RequestPart => imageToVideo(sourceOfUpload(upload));

/** Names of the picture that a clip begins with: OpenAI's, vLLM-Omni's and SGLang's. */
const inputNames = ['input_reference', 'image_reference', 'reference_url', 'image_url'] as const;

/** The image or video that a clip begins with: a file, the id of a file, or a URL. */
async function inputReference(
  { services, principal, context }: Call,
  field: string,
  value: unknown,
): Promise<UploadRow | undefined> {
  if (isAbsent(value)) return undefined;
  if (value instanceof FormFile) return ingestFormFile(context, services, field, value);
  const plain = typeof value === 'string' ? jsonOf(value) : value;
  if (typeof plain === 'string' && isAddress(plain)) return ingestUrl(context, services, field, plain);
  if (isPlain(plain)) {
    if (typeof plain.file_id === 'string') {
      return uploadInput(services.store.db, principal, plain.file_id, field);
    }
    const url = isPlain(plain.image_url) ? plain.image_url.url : plain.image_url;
    if (typeof url === 'string') return ingestUrl(context, services, `${field}.image_url`, url);
  }
  throw new AkezoraError('request_invalid', {
    field,
    reason: {
      en: 'send a file, or an object with file_id or image_url',
      ja: 'ファイル、または file_id か image_url を持つオブジェクトにしてください',
    },
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** `POST /v1/videos`, with the options of OpenAI and those that other servers with this API take. */
export async function createVideo(call: Call): Promise<JobRow> {
  const { services, principal, context } = call;
  requireCreate(principal, 'job');
  const fields = await readFields(context, services);
  const prompt = textField(fields, 'prompt');
  const model = modelOf(fields);
  const { capabilities } = await services.models.find(model);
  const inputName = inputNames.find((name) => !isAbsent(fields[name])) ?? 'input_reference';
  const words = readOtherWords(fields, capabilities, ['prompt', 'model', 'user', inputName]);
  const input = await inputReference(call, inputName, fields[inputName]);
  const { request: shape, crop } = shapeOf(fields, words, input, capabilities);
  const request = parseOrThrow(generationRequestSchema, {
    prompt,
    model,
    seconds: 4,
    ...shape,
    ...words.part,
    ...(input === undefined ? {} : firstFrame(input)),
  });
  const nameOf = (field: string) => (field.startsWith('conditions.') ? inputName : words.nameOf(field));
  const jobs = await submitRequest(services, principal, {
    request,
    viaApi: 'openai',
    compatible: { ignored: words.ignored, nameOf },
    meta: crop === undefined ? {} : { crop },
    idempotencyKey: context.req.header('idempotency-key'),
  });
  return first(jobs);
}

/** The size of a new video: the one asked for, with `auto` that of the input or of the model, without any OpenAI's. */
function shapeOf(
  { size }: Fields,
  words: OtherWords,
  input: UploadRow | undefined,
  model: ModelCapabilities,
): SizeChoice {
  if (words.hasSize) return { request: {}, ...(words.crop === undefined ? {} : { crop: words.crop }) };
  if (isAbsent(size)) return coveringSize({ width: 720, height: 1280 }, model);
  const { width, height } = input ?? {};
  if (input === undefined || width == null || height == null) return { request: {} };
  const { aspect, resolution } = matchSource({ source: sourceOfUpload(input), seconds: 0, width, height }, model);
  return { request: { ...(aspect && { aspect }), ...(resolution && { resolution }) } };
}

function first(jobs: readonly JobRow[]): JobRow {
  const [job] = jobs;
  if (job === undefined) throw new AkezoraError('internal', { reason: 'no job was made' });
  return job;
}

/** A source video: a finished video of this server, or a file in the call. */
interface Source extends MeasuredSource {
  readonly clip: ClipRow | undefined;
  readonly model: string | undefined;
}

const notReady = (id: string) =>
  new AkezoraError('state_conflict', {
    field: 'video',
    reason: { en: `${id} is not a finished video`, ja: `${id} は完成した動画ではありません` },
  });

async function sourceOfVideo({ services, principal }: Call, id: string): Promise<Source> {
  const { db } = services.store;
  const job = await jobFor(db, principal, 'use', id, 'video');
  const clip = await clipOfJob(db, job);
  if (clip === undefined || clip.deleted_at !== null) throw notReady(id);
  return {
    source: { kind: 'clip', id: clip.id },
    clip,
    seconds: clip.seconds,
    width: clip.width,
    height: clip.height,
    model: job.meta.modelAsked ?? job.model,
  };
}

async function sourceOf(call: Call, value: unknown): Promise<Source> {
  if (value instanceof FormFile) {
    const upload = await ingestFormFile(call.context, call.services, 'video', value);
    if (upload.kind !== 'video') {
      throw new AkezoraError('input_unreadable', {
        field: 'video',
        path: upload.name,
        reason: { en: 'it is not a video', ja: '動画ではありません' },
      });
    }
    const { seconds, width, height } = upload;
    return {
      source: sourceOfUpload(upload),
      clip: undefined,
      seconds: seconds ?? 0,
      width: width ?? 1280,
      height: height ?? 720,
      model: undefined,
    };
  }
  const plain = typeof value === 'string' ? jsonOf(value) : value;
  if (isPlain(plain) && typeof plain.id === 'string') return sourceOfVideo(call, plain.id);
  throw new AkezoraError('request_invalid', {
    field: 'video',
    reason: {
      en: 'send a file, or an object with the id of a finished video',
      ja: 'ファイル、または完成した動画の id を持つオブジェクトにしてください',
    },
  });
}

/** The size with even sides, which codecs need. */
const evenSize = (source: Source) => ({ width: source.width & ~1, height: source.height & ~1 });

/** Builds the request from a source, once the model is known. */
type Compile = (source: Source, limits: ModelCapabilities) => Extension;

/** Options that follow from the source of a remix, edit or extension. */
const ofSource: readonly string[] = ['seconds', 'aspect', 'resolution'];

async function followUp(
  call: Call,
  source: Source,
  fields: Fields,
  kind: 'remix' | 'extend',
  compile: Compile,
): Promise<JobRow> {
  const { services, principal, context } = call;
  const model = source.model ?? 'sora-2';
  const { capabilities } = await services.models.find(model);
  if (!capabilities.controls[kind]) {
    throw new AkezoraError('option_unsupported', {
      field: 'video',
      model: capabilities.id,
      asked: kind,
      choices: { en: 'none', ja: 'なし' },
    });
  }
  const crop = evenSize(source);
  const words = readOtherWords(fields, capabilities, ['prompt', 'video', ...(kind === 'extend' ? ['seconds'] : [])]);
  const options = Object.entries(words.part).filter(([name]) => !ofSource.includes(name));
  const { part, join } = compile(source, capabilities);
  const request = parseOrThrow(generationRequestSchema, {
    ...Object.fromEntries(options),
    ...part,
    prompt: textField(fields, 'prompt'),
    model,
    ...coveringSize(crop, capabilities).request,
  });
  const unused = ['seconds', 'size', 'width', 'height', 'resolution', 'aspect_ratio', 'num_frames'].filter(
    (name) => !isAbsent(fields[name]) && !(kind === 'extend' && name === 'seconds'),
  );
  const source0 = problemsOf(request, capabilities).find(({ field }) => field.startsWith('conditions.'));
  if (source0 !== undefined) throw problemError({ ...source0, field: 'video' });
  const jobs = await submitRequest(services, principal, {
    request,
    viaApi: 'openai',
    tool: kind,
    compatible: { ignored: [...new Set([...unused, ...words.ignored])], nameOf: words.nameOf },
    idempotencyKey: context.req.header('idempotency-key'),
    meta: {
      crop,
      ...(kind === 'remix' && source.clip?.job_id != null ? { remixedFrom: source.clip.job_id } : {}),
      ...(join === undefined ? {} : { join: joinOf(join) }),
    },
  });
  return first(jobs);
}

/** A remix within the model's lengths: clients cannot choose the length of one. */
const remixWithin =
  (strength: keyof typeof remixStrengths): Compile =>
  (source, limits) => {
    const { min, max } = limits.seconds;
    const seconds = Math.min(Math.max(source.seconds, min), max);
    return { part: { ...remix(source, strength, limits), seconds } };
  };

/** `POST /v1/videos/{id}/remix`: keeps the composition; the content may change. */
export async function remixVideo(call: Call, id: string): Promise<JobRow> {
  requireCreate(call.principal, 'job');
  const fields = await readFields(call.context, call.services);
  return followUp(call, await sourceOfVideo(call, id), fields, 'remix', remixWithin('mild'));
}

/** `POST /v1/videos/edits`: changes only what the prompt names. */
export async function editVideo(call: Call): Promise<JobRow> {
  requireCreate(call.principal, 'job');
  const fields = await readFields(call.context, call.services);
  return followUp(call, await sourceOf(call, fields.video), fields, 'remix', remixWithin('subtle'));
}

/** `POST /v1/videos/extensions`: the whole clip, then new seconds that continue it. */
export async function extendVideo(call: Call): Promise<JobRow> {
  requireCreate(call.principal, 'job');
  const fields = await readFields(call.context, call.services);
  const added = isAbsent(fields.seconds) ? 4 : readPositive(fields.seconds, 'seconds');
  const source = await sourceOf(call, fields.video);
  return followUp(call, source, fields, 'extend', (clip, limits) => extend(clip, added, 'after', limits));
}
