import {
  AkezoraError,
  generationRequestSchema,
  imageToVideo,
  parseOrThrow,
  type RequestPart,
  readOtherWords,
} from '@akezora/contract';
import type { Context } from 'hono';
import { z } from 'zod';
import type { Principal } from '../../access/principal.ts';
import { uploadInput } from '../../library/inputs.ts';
import type { ClipRow, JobRow } from '../../platform/store/tables.ts';
import type { AppEnv, Services } from '../context.ts';
import { ingestUrl, isAddress } from '../ingest-url.ts';
import { submitRequest } from '../submit.ts';

const fileSchema = z.looseObject({ path: z.string().max(200).nullish(), url: z.string().max(4000).nullish() });

/** Inputs of the leaked Space, an optional first frame, and options as every compatible endpoint reads them; see `gradioInfo`. */
const inputNames = [
  ...['prompt', 'resolution', 'duration', 'image', 'seed', 'negative_prompt'],
  ...['num_inference_steps', 'guidance_scale', 'fps', 'loras'],
] as const;

const inputsSchema = z.object({ prompt: z.string().min(1).max(20_000), image: fileSchema.nullish() });

/** Submits the `data` of a Gradio client. @throws AkezoraError naming the input. */
export async function submitInputs(
  context: Context<AppEnv>,
  services: Services,
  principal: Principal,
  data: readonly unknown[],
  session: string,
): Promise<JobRow> {
  const {
    prompt: _prompt,
    image: _image,
    ...options
  } = Object.fromEntries(inputNames.map((name, index) => [name, data[index]])) as Record<
    (typeof inputNames)[number],
    unknown
  >;
  const { prompt, image } = parseOrThrow(inputsSchema, { prompt: data[0], image: data[3] });
  const { capabilities } = await services.models.find(services.options.defaultModel);
  const words = readOtherWords(options, capabilities);
  let start: RequestPart = {};
  const address = [image?.url, image?.path].find((one) => one != null && isAddress(one));
  if (image?.path != null || address != null) {
    const upload =
      image?.path != null && !isAddress(image.path)
        ? await uploadInput(services.store.db, principal, image.path, 'image')
        : await ingestUrl(context, services, 'image', address ?? '');
    start = imageToVideo({ kind: upload.kind === 'image' ? 'image' : 'video', file: `upload:${upload.id}` });
  }
  const request = parseOrThrow(generationRequestSchema, {
    prompt,
    model: capabilities.id,
    seconds: 5,
    ...(words.hasSize ? {} : { resolution: '360p' }),
    ...words.part,
    ...start,
  });
  const [job] = await submitRequest(services, principal, {
    request,
    viaApi: 'gradio',
    compatible: { ignored: words.ignored, nameOf: (field) => words.nameOf(inputOf(field)) },
    meta: { session, ...(words.crop === undefined ? {} : { crop: words.crop }) },
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
