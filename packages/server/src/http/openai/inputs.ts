import {
  AkezoraError,
  type ConditionSource,
  imageToVideo,
  isAbsent,
  type MeasuredSource,
  type RequestPart,
} from '@akezora/contract';
import type { Context } from 'hono';
import type { Principal } from '../../access/principal.ts';
import { clipOfJob } from '../../library/clips.ts';
import { uploadInput } from '../../library/inputs.ts';
import { jobFor } from '../../library/jobs.ts';
import type { ClipRow, UploadRow } from '../../platform/store/tables.ts';
import type { AppEnv, Services } from '../context.ts';
import { ingestFormFile } from '../forms.ts';
import { ingestUrl, isAddress } from '../ingest-url.ts';
import { FormFile } from '../receive-form.ts';
import { isPlain } from './form.ts';

/** A call of this API. */
export interface Call {
  readonly services: Services;
  readonly principal: Principal;
  readonly context: Context<AppEnv>;
}

export const sourceOfUpload = (upload: UploadRow): ConditionSource => ({
  kind: upload.kind === 'image' ? 'image' : 'video',
  file: `upload:${upload.id}`,
});

export const firstFrame = (upload: UploadRow): RequestPart => imageToVideo(sourceOfUpload(upload));

/** Names of the picture that a clip begins with: OpenAI's, vLLM-Omni's and SGLang's. */
export const inputNames = ['input_reference', 'image_reference', 'reference_url', 'image_url'] as const;

/** The image or video that a clip begins with: a file, the id of a file, or a URL. */
export async function inputReference(
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

/** A source video: a finished video of this server, or a file in the call. */
export interface Source extends MeasuredSource {
  readonly clip: ClipRow | undefined;
  readonly model: string | undefined;
}

const notReady = (id: string) =>
  new AkezoraError('state_conflict', {
    field: 'video',
    reason: { en: `${id} is not a finished video`, ja: `${id} は完成した動画ではありません` },
  });

export async function sourceOfVideo({ services, principal }: Call, id: string): Promise<Source> {
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

export async function sourceOf(call: Call, value: unknown): Promise<Source> {
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
