import {
  AkezoraError,
  coveringSize,
  type Extension,
  extend,
  generationRequestSchema,
  isAbsent,
  type ModelCapabilities,
  matchSource,
  type OtherWords,
  parseOrThrow,
  problemError,
  problemsOf,
  readOtherWords,
  readPositive,
  remix,
  type remixStrengths,
  type SizeChoice,
} from '@akezora/contract';
import { requireCreate } from '../../access/policy.ts';
import type { JobRow, UploadRow } from '../../platform/store/tables.ts';
import { FormFile } from '../receive-form.ts';
import { joinOf, submitRequest } from '../submit.ts';
import { type Fields, readFields, textField } from './form.ts';
import {
  type Call,
  firstFrame,
  inputNames,
  inputReference,
  type Source,
  sourceOf,
  sourceOfUpload,
  sourceOfVideo,
} from './inputs.ts';

const modelOf = (fields: Fields): string => (isAbsent(fields.model) ? 'sora-2' : textField(fields, 'model', 512));

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
  refuseOtherFiles(fields, words);
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

/** A file is content: one under a name that nothing reads is refused instead of left out. */
function refuseOtherFiles(fields: Fields, { ignored }: OtherWords): void {
  const field = ignored.find((name) => fields[name] instanceof FormFile);
  if (field === undefined) return;
  throw new AkezoraError('request_invalid', {
    field,
    reason: {
      en: 'no file is read under this name here; the first frame is input_reference',
      ja: 'この名前のファイルは受け取れません。最初のフレームは input_reference で送ってください',
    },
  });
}

/** The size of a new video: the one asked for, else that of the input, else the model's for `auto` and OpenAI's for nothing. */
function shapeOf(
  { size }: Fields,
  words: OtherWords,
  input: UploadRow | undefined,
  model: ModelCapabilities,
): SizeChoice {
  if (words.hasSize) return { request: {}, ...(words.crop === undefined ? {} : { crop: words.crop }) };
  const { width, height } = input ?? {};
  if (input === undefined || width == null || height == null)
    return isAbsent(size) ? coveringSize({ width: 720, height: 1280 }, model) : { request: {} };
  const { aspect, resolution } = matchSource({ source: sourceOfUpload(input), seconds: 0, width, height }, model);
  return { request: { ...(aspect && { aspect }), ...(resolution && { resolution }) } };
}

function first(jobs: readonly JobRow[]): JobRow {
  const [job] = jobs;
  if (job === undefined) throw new AkezoraError('internal', { reason: 'no job was made' });
  return job;
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
  refuseOtherFiles(fields, words);
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
