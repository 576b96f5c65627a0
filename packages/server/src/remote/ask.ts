import { type ModelCapabilities, modelCapabilitiesSchema } from '@akezora/contract';
import { z } from 'zod';
import type { ServerKind, VideosUpstream } from '../config/upstreams.ts';
import { type Call, jsonOf } from './calls.ts';
import { dialects, kindOwnedBy } from './dialects.ts';

/** What a server says about itself. */
export interface Answered {
  readonly kind: ServerKind;
  /** Name of its model, when it lists only one or knows the configured one. */
  readonly model?: string;
  /** Whether it takes a picture. Default: it does not say. */
  readonly image?: boolean;
  /** Limits of its model. Default: it does not say. */
  readonly capabilities?: ModelCapabilities;
}

const modelsSchema = z.object({
  data: z
    .array(
      z.object({
        id: z.string().max(512),
        owned_by: z.string().max(200).nullish(),
        /** SGLang's kind of task: `T2V`, `I2V`, `TI2V`. */
        task_type: z.string().max(40).nullish(),
      }),
    )
    .max(10_000),
});

/** Milliseconds for each question: a server that is slow to say what it can is taken as configured. */
const questionMs = 3000;

/**
 * Asks a server what it is and what its model can: `/v1/models`, which all have; of an Akezora also `/api/models`, and of SGLang
 * the kind of its task, which says whether the model takes pictures.
 * @returns undefined when it does not answer
 */
export async function ask(base: string, options: VideosUpstream, call: Call): Promise<Answered | undefined> {
  const get = async <T>(url: string, schema: z.ZodType<T>): Promise<T | undefined> => {
    try {
      return await jsonOf(await call(url, {}, AbortSignal.timeout(questionMs)), schema);
    } catch {
      return undefined;
    }
  };
  const listed = await get(`${base}/models`, modelsSchema);
  const data = listed?.data ?? [];
  const kind = options.server ?? (listed === undefined ? undefined : kindOwnedBy(data[0]?.owned_by ?? undefined));
  if (kind === undefined) return undefined;
  const wanted = options.remoteModel ?? options.model;
  const [only] = data;
  const model = options.remoteModel ?? (data.some(({ id }) => id === wanted) || data.length !== 1 ? wanted : only?.id);
  const root = base.replace(/\/v1$/, '');
  const answered = { kind, ...(model === undefined ? {} : { model }) };
  if (kind === 'akezora') return { ...answered, ...ownModel(await get(`${root}/api/models`, ownModelsSchema), wanted) };
  if (kind !== 'sglang') return answered;
  const task = only?.task_type ?? (await get(`${root}/models`, taskSchema))?.task_type;
  return task === undefined ? answered : { ...answered, image: /I/.test(task) };
}

/** SGLang before its list of models said it. */
const taskSchema = z.object({ task_type: z.string().max(40) });

const ownModelsSchema = z.object({
  data: z.array(z.object({ aliases: z.array(z.string()).default([]), capabilities: z.unknown() })).max(1000),
});

/** Akezora's `/v1/videos` makes every size, by cropping. */
const anySize = { multipleOf: 2, minWidth: 64, maxWidth: 4096, minHeight: 64, maxHeight: 4096 };

function ownModel(
  answer: z.output<typeof ownModelsSchema> | undefined,
  wanted: string,
): Pick<Answered, 'capabilities' | 'image'> {
  for (const { aliases, capabilities } of answer?.data ?? []) {
    // A newer Akezora may say more than this one knows; only what is known here is read.
    const read = z.object(modelCapabilitiesSchema.shape).safeParse(capabilities).data;
    if (read === undefined || !(read.id === wanted || aliases.includes(wanted))) continue;
    return { capabilities: { ...read, sizes: anySize }, image: read.conditions.image };
  }
  return {};
}

/** Fields besides OpenAI's that a server takes. */
export const fieldsOf = (options: VideosUpstream, kind: ServerKind) => new Set(options.fields ?? dialects[kind].fields);
