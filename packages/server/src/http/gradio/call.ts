import {
  AkezoraError,
  generationRequestSchema,
  imageToVideo,
  parseOrThrow,
  type RequestPart,
  requestError,
} from '@akezora/contract';
import { z } from 'zod';
import type { Principal } from '../../access/principal.ts';
import { uploadInput } from '../../library/inputs.ts';
import type { ClipRow, JobRow } from '../../platform/store/tables.ts';
import type { Services } from '../context.ts';
import { submitRequest } from '../submit.ts';

const fileSchema = z.looseObject({ path: z.string().max(200).nullish(), url: z.string().max(4000).nullish() });

/** Inputs of the leaked Space, and an optional first frame. */
const inputsSchema = z.tuple([
  z.string().min(1).max(20_000),
  z.enum(['360p', '480p', '720p', '1080p']).nullish(),
  z.coerce.number().min(5).max(10).nullish(),
  fileSchema.nullish(),
]);

const names = ['prompt', 'resolution', 'duration', 'image'];

/** Submits the `data` of a Gradio client. @throws AkezoraError naming the input. */
export async function submitInputs(
  services: Services,
  principal: Principal,
  data: unknown,
  session: string,
): Promise<JobRow> {
  const padded = Array.isArray(data) ? [...data, null, null, null].slice(0, Math.max(4, data.length)) : data;
  const result = inputsSchema.safeParse(padded);
  if (!result.success) {
    const field = names[Number(result.error.issues[0]?.path[0])] ?? 'data';
    throw new AkezoraError('request_invalid', { field, reason: requestError(result.error).details.reason });
  }
  const [prompt, resolution, duration, image] = result.data;
  let start: RequestPart = {};
  if (image?.path != null) {
    const upload = await uploadInput(services.store.db, principal, image.path, 'image');
    start = imageToVideo({ kind: upload.kind === 'image' ? 'image' : 'video', file: `upload:${upload.id}` });
  }
  const request = parseOrThrow(generationRequestSchema, {
    prompt,
    model: services.options.defaultModel,
    resolution: resolution ?? '360p',
    seconds: duration ?? 5,
    ...start,
  });
  const [job] = await submitRequest(services, principal, {
    request,
    viaApi: 'gradio',
    compatible: true,
    meta: { session },
  });
  if (job === undefined) throw new AkezoraError('internal', { reason: 'no job was made' });
  return job;
}

/** Gradio's name of a field of the request: the image is the only input that a model may not have. */
const inputOf = (field: string): string => (field.startsWith('conditions.') ? 'image' : field);

/** Outputs of a finished job: the video as Gradio's file data, and the prompt as understood with the inputs that the model does not have. */
export function outputsOf(job: JobRow, clip: ClipRow, root: string): unknown[] {
  const path = `${clip.id}.${clip.files.video.split('.').at(-1)}`;
  const video = {
    path,
    url: `${root}/gradio_api/file=${path}`,
    orig_name: path,
    mime_type: clip.mime,
    size: Number(clip.bytes),
    is_stream: false,
    meta: { _type: 'gradio.FileData' },
  };
  const understood = clip.facts?.scene ?? { prompt: job.prompt };
  const unknownWords = clip.facts?.unknownWords.map(({ word }) => word) ?? [];
  return [
    { video, subtitles: null },
    { ...understood, seed: clip.facts?.seed ?? null, unknownWords, ignored: (job.meta.ignored ?? []).map(inputOf) },
  ];
}
