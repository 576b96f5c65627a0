import {
  AkezoraError,
  type ConditionSource,
  type Extension,
  extend,
  type GenerationRequest,
  generationRequestSchema,
  imageToVideo,
  type MeasuredSource,
  type ModelCapabilities,
  parseOrThrow,
  type RequestPart,
  remix,
  type remixStrengths,
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
import { FormFile } from '../receive-form.ts';
import { joinOf, submitRequest } from '../submit.ts';
import { type Fields, ingestUrl, isPlain, onlyFields, readFields, textField } from './form.ts';
import { chooseSize, readSeconds } from './sizes.ts';

/** A call of this API. */
export interface Call {
  readonly services: Services;
  readonly principal: Principal;
  readonly context: Context<AppEnv>;
}

const modelOf = (fields: Fields): string => (fields.model === undefined ? 'sora-2' : textField(fields, 'model', 512));

function seedOf(fields: Fields): Pick<GenerationRequest, 'seed'> {
  if (fields.seed === undefined) return {};
  const seed = Number(fields.seed);
  if (Number.isInteger(seed) && seed >= 0 && seed <= 0xffffffff) return { seed };
  const reason = {
    en: 'write a whole number from 0 to 4294967295',
    ja: '0〜4294967295 の整数にしてください',
  };
  throw new AkezoraError('request_invalid', { field: 'seed', reason });
}

const sourceOfUpload = (upload: UploadRow): ConditionSource => ({
  kind: upload.kind === 'image' ? 'image' : 'video',
  file: `upload:${upload.id}`,
});

const firstFrame = (upload: UploadRow): RequestPart => imageToVideo(sourceOfUpload(upload));

/** The image or video that a clip begins with: a file, the id of a file, or a URL. */
async function inputReference({ services, principal, context }: Call, value: unknown): Promise<RequestPart> {
  const field = 'input_reference';
  if (value === undefined || value === null || value === '') return {};
  if (value instanceof FormFile) return firstFrame(await ingestFormFile(context, services, field, value));
  const plain = typeof value === 'string' ? jsonOf(value) : value;
  if (isPlain(plain)) {
    if (typeof plain.file_id === 'string') {
      return firstFrame(await uploadInput(services.store.db, principal, plain.file_id, field));
    }
    const url = isPlain(plain.image_url) ? plain.image_url.url : plain.image_url;
    if (typeof url === 'string') return firstFrame(await ingestUrl(context, services, `${field}.image_url`, url));
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

/** `POST /v1/videos`. */
export async function createVideo(call: Call): Promise<JobRow> {
  const { services, principal, context } = call;
  requireCreate(principal, 'job');
  const fields = await readFields(context, services);
  onlyFields(fields, ['prompt', 'model', 'seconds', 'size', 'input_reference', 'seed', 'user']);
  const prompt = textField(fields, 'prompt');
  const model = modelOf(fields);
  const { capabilities } = await services.models.find(model);
  const size = chooseSize(fields.size === undefined ? '720x1280' : textField(fields, 'size', 20), capabilities);
  const seconds = readSeconds(fields.seconds, 4);
  const start = await inputReference(call, fields.input_reference);
  const request = parseOrThrow(generationRequestSchema, {
    prompt,
    model,
    seconds,
    ...size.request,
    ...seedOf(fields),
    ...start,
  });
  const jobs = await submitRequest(services, principal, {
    request,
    viaApi: 'openai',
    compatible: true,
    meta: { crop: size.crop },
    idempotencyKey: context.req.header('idempotency-key'),
  });
  return first(jobs);
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

async function followUp(
  call: Call,
  source: Source,
  prompt: string,
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
  const { part, join } = compile(source, capabilities);
  const request = parseOrThrow(generationRequestSchema, {
    ...part,
    prompt,
    model,
    ...chooseSize(`${crop.width}x${crop.height}`, capabilities).request,
  });
  const jobs = await submitRequest(services, principal, {
    request,
    viaApi: 'openai',
    tool: kind,
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
  onlyFields(fields, ['prompt']);
  const prompt = textField(fields, 'prompt');
  return followUp(call, await sourceOfVideo(call, id), prompt, 'remix', remixWithin('mild'));
}

/** `POST /v1/videos/edits`: changes only what the prompt names. */
export async function editVideo(call: Call): Promise<JobRow> {
  requireCreate(call.principal, 'job');
  const fields = await readFields(call.context, call.services);
  onlyFields(fields, ['prompt', 'video']);
  const prompt = textField(fields, 'prompt');
  return followUp(call, await sourceOf(call, fields.video), prompt, 'remix', remixWithin('subtle'));
}

/** `POST /v1/videos/extensions`: the whole clip, then new seconds that continue it. */
export async function extendVideo(call: Call): Promise<JobRow> {
  requireCreate(call.principal, 'job');
  const fields = await readFields(call.context, call.services);
  onlyFields(fields, ['prompt', 'video', 'seconds']);
  const prompt = textField(fields, 'prompt');
  const added = readSeconds(fields.seconds, 4);
  const source = await sourceOf(call, fields.video);
  return followUp(call, source, prompt, 'extend', (clip, limits) => extend(clip, added, 'after', limits));
}
