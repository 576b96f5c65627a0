import {
  AkezoraError,
  type Condition,
  type GenerationRequest,
  generationRequestSchema,
  parseOrThrow,
} from '@akezora/contract';
import type { Context } from 'hono';
import type { Principal } from '../../access/principal.ts';
import { requireScope } from '../../access/principal.ts';
import { findClip } from '../../library/clips.ts';
import { findUpload } from '../../library/uploads.ts';
import type { ClipRow, JobRow, UploadRow } from '../../platform/store/tables.ts';
import type { AppEnv, Services } from '../context.ts';
import { submitAsked } from '../submit.ts';
import { type Fields, ingestBlob, ingestUrl, isPlain, onlyFields, readFields, textField } from './form.ts';
import { chooseSize, readSeconds } from './sizes.ts';

/** What a call is made of. */
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
  throw new AkezoraError('request_invalid', { field: 'seed', reason: 'a whole number from 0 to 4294967295' });
}

const still = (upload: UploadRow): Condition => ({
  source: { kind: upload.kind === 'image' ? 'image' : 'video', file: `upload:${upload.id}` },
  at: 0,
  strength: 1,
});

/** The picture (or video) a clip begins with: a file, a file's id, or an address. */
async function inputReference({ services, principal }: Call, value: unknown): Promise<Condition[]> {
  const field = 'input_reference';
  const { owner } = principal;
  if (value === undefined || value === null || value === '') return [];
  if (value instanceof Blob) return [still(await ingestBlob(services, owner, field, value))];
  const plain = typeof value === 'string' ? jsonOf(value) : value;
  if (isPlain(plain)) {
    if (typeof plain.file_id === 'string') {
      const upload = await findUpload(services.store.db, owner, plain.file_id);
      if (upload === undefined) throw new AkezoraError('input_missing', { field, path: plain.file_id.slice(0, 80) });
      return [still(upload)];
    }
    const url = isPlain(plain.image_url) ? plain.image_url.url : plain.image_url;
    if (typeof url === 'string') return [still(await ingestUrl(services, owner, `${field}.image_url`, url))];
  }
  throw new AkezoraError('request_invalid', {
    field,
    reason: {
      en: 'a file, or an object with file_id or image_url',
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
  requireScope(principal, 'generate');
  const fields = await readFields(context, services);
  onlyFields(fields, ['prompt', 'model', 'seconds', 'size', 'input_reference', 'seed', 'user']);
  const prompt = textField(fields, 'prompt');
  const model = modelOf(fields);
  const { capabilities } = await services.models.find(model);
  const size = chooseSize(fields.size === undefined ? '720x1280' : textField(fields, 'size', 20), capabilities);
  const seconds = readSeconds(fields.seconds, 4);
  const conditions = await inputReference(call, fields.input_reference);
  const request = parseOrThrow(generationRequestSchema, {
    prompt,
    model,
    seconds,
    ...size.request,
    ...seedOf(fields),
    ...(conditions.length > 0 ? { conditions } : {}),
  });
  const jobs = await submitAsked(services, principal, {
    request,
    source: 'openai',
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

/** A source video: a finished video here, or a file that was sent. */
interface Source {
  readonly condition: Condition['source'];
  /** Id of a clip, or `upload:<id>`. */
  readonly name: string;
  readonly clip: ClipRow | undefined;
  readonly seconds: number;
  readonly width: number;
  readonly height: number;
  readonly model: string | undefined;
}

const notReady = (id: string) =>
  new AkezoraError('state_conflict', {
    field: 'video',
    reason: { en: `${id} is not a finished video`, ja: `${id} は完成した動画ではありません` },
  });

async function sourceOfVideo({ services, principal }: Call, id: string): Promise<Source> {
  const { db } = services.store;
  const job = await db
    .selectFrom('jobs')
    .selectAll()
    .where('id', '=', id)
    .where('owner', '=', principal.owner)
    .executeTakeFirst();
  if (job === undefined) throw new AkezoraError('not_found', { field: 'video', what: id.slice(0, 80) });
  const clip = job.clip_id === null ? undefined : await findClip(db, principal.owner, job.clip_id);
  if (clip === undefined || clip.deleted_at !== null) throw notReady(id);
  return {
    condition: { kind: 'clip', id: clip.id },
    name: clip.id,
    clip,
    seconds: clip.seconds,
    width: clip.width,
    height: clip.height,
    model: job.meta.modelAsked ?? job.model,
  };
}

async function sourceOf(call: Call, value: unknown): Promise<Source> {
  if (value instanceof Blob) {
    const upload = await ingestBlob(call.services, call.principal.owner, 'video', value);
    if (upload.kind !== 'video') {
      throw new AkezoraError('input_unreadable', {
        field: 'video',
        path: upload.name,
        reason: { en: 'it is not a video', ja: '動画ではありません' },
      });
    }
    const { seconds, width, height } = upload;
    const name = `upload:${upload.id}`;
    const condition = { kind: 'video', file: name } as const;
    return {
      condition,
      name,
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
      en: 'a file, or an object with the id of a finished video',
      ja: 'ファイル、または完成した動画の id を持つオブジェクトにしてください',
    },
  });
}

/** Even sides, as a video needs. */
const evenSize = (source: Source) => ({ width: source.width & ~1, height: source.height & ~1 });

async function followUp(
  call: Call,
  source: Source,
  how: {
    prompt: string;
    seconds: number;
    condition: Omit<Condition, 'source'>;
    kind: 'remix' | 'extend';
    stitch?: number;
    strengthFor?: string;
  },
): Promise<JobRow> {
  const { services, principal, context } = call;
  const model = source.model ?? 'sora-2';
  const { capabilities } = await services.models.find(model);
  if (!capabilities.controls[how.kind]) {
    throw new AkezoraError('option_unsupported', {
      field: 'video',
      model: capabilities.id,
      asked: how.kind,
      choices: '—',
    });
  }
  const crop = evenSize(source);
  const request = parseOrThrow(generationRequestSchema, {
    prompt: how.prompt,
    model,
    seconds: Math.min(Math.max(how.seconds, capabilities.seconds.min), capabilities.seconds.max),
    ...chooseSize(`${crop.width}x${crop.height}`, capabilities).request,
    conditions: [{ source: source.condition, ...how.condition }],
    ...(source.clip === undefined ? {} : { parent: source.clip.id }),
  });
  const jobs = await submitAsked(services, principal, {
    request,
    source: 'openai',
    origin: how.kind,
    idempotencyKey: context.req.header('idempotency-key'),
    meta: {
      crop,
      ...(how.kind === 'remix' && source.clip?.job_id != null ? { remixedFrom: source.clip.job_id } : {}),
      ...(how.stitch === undefined ? {} : { stitch: { clip: source.name, overlap: how.stitch } }),
    },
  });
  return first(jobs);
}

/** How much of a source stays: a remix keeps its composition, an edit changes what is said and no more. */
const strengths = { remix: 0.5, edit: 0.7 } as const;

/** `POST /v1/videos/{id}/remix`. */
export async function remixVideo(call: Call, id: string): Promise<JobRow> {
  requireScope(call.principal, 'generate');
  const fields = await readFields(call.context, call.services);
  onlyFields(fields, ['prompt']);
  const prompt = textField(fields, 'prompt');
  const source = await sourceOfVideo(call, id);
  const condition = { at: 0, strength: strengths.remix };
  return followUp(call, source, { prompt, seconds: source.seconds, condition, kind: 'remix' });
}

/** `POST /v1/videos/edits`. */
export async function editVideo(call: Call): Promise<JobRow> {
  requireScope(call.principal, 'generate');
  const fields = await readFields(call.context, call.services);
  onlyFields(fields, ['prompt', 'video']);
  const prompt = textField(fields, 'prompt');
  const source = await sourceOf(call, fields.video);
  const condition = { at: 0, strength: strengths.edit };
  return followUp(call, source, { prompt, seconds: source.seconds, condition, kind: 'remix' });
}

/** Seconds of the source that an extension sees again, so that motion goes on. */
const overlapSeconds = 1;

/** `POST /v1/videos/extensions`: the clip, then new seconds that continue it. */
export async function extendVideo(call: Call): Promise<JobRow> {
  requireScope(call.principal, 'generate');
  const fields = await readFields(call.context, call.services);
  onlyFields(fields, ['prompt', 'video', 'seconds']);
  const prompt = textField(fields, 'prompt');
  const added = readSeconds(fields.seconds, 4);
  const source = await sourceOf(call, fields.video);
  const overlap = Math.min(overlapSeconds, source.seconds);
  const condition = { from: Math.max(0, source.seconds - overlap), to: source.seconds, at: 0, strength: 1 };
  return followUp(call, source, { prompt, seconds: added + overlap, condition, kind: 'extend', stitch: overlap });
}
