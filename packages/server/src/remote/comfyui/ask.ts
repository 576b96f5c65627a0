import { AkezoraError, type GenerationRequest, type ModelCapabilities } from '@akezora/contract';
import type { ComfyUpstream, ExtraField, WorkflowInputs } from '../../config/upstreams.ts';
import type { JobRow } from '../../platform/store/tables.ts';
import { seedOf, sizeOf } from '../size.ts';
import { framesOf, splitPlace, valueAt, type Workflow, withValues } from './workflow.ts';

/** A workflow with the places of a request's values. */
export interface Template {
  readonly workflow: Workflow;
  readonly inputs: WorkflowInputs;
}

/** A workflow to run, and what it asks for in our words. */
export interface Asked {
  readonly workflow: Workflow;
  readonly request: GenerationRequest;
}

/** Fields of a request that a workflow has places for. */
export function fieldsOf({ negativePrompt, seed, frames, fps, steps, guidance }: WorkflowInputs): Set<ExtraField> {
  const places = { negativePrompt, seed, frames, fps, steps, guidance };
  return new Set((Object.keys(places) as (keyof typeof places)[]).filter((field) => places[field] !== undefined));
}

/** The default of a number in a workflow, which is asked for unless a request names another. */
export const defaultOf = ({ workflow, inputs }: Template, field: 'steps' | 'guidance' | 'fps'): number | undefined => {
  const value = valueAt(workflow, inputs[field]);
  return typeof value === 'number' ? value : undefined;
};

/**
 * Fills a workflow with a request. Numbers that the request does not name stay as they are in the workflow, and are what was asked;
 * what the workflow has no place for is not in the request that comes back.
 * @param picture name of the uploaded first picture. Default: none
 * @throws AkezoraError `request_invalid` for a picture where the workflow takes none, or none where it needs one
 */
export function fill(
  template: Template,
  { request, job }: { readonly request: GenerationRequest; readonly job: Pick<JobRow, 'id' | 'meta'> },
  limits: ModelCapabilities,
  { picture, files = {} }: { readonly picture?: string | undefined; readonly files?: ComfyUpstream['loras'] } = {},
): Asked {
  const { workflow, inputs } = template;
  const has = (field: keyof WorkflowInputs) => inputs[field] !== undefined;
  if ((picture === undefined) === has('picture')) {
    const reason = has('picture')
      ? { en: 'this model needs a first picture', ja: 'このモデルには最初の画像が必要です' }
      : { en: 'its workflow for pictures has no place for one', ja: '画像用のワークフローに画像の入力がありません' };
    throw new AkezoraError('request_invalid', { field: 'conditions', reason });
  }
  const size = sizeOf(request, job.meta.crop, limits.sizes.multipleOf);
  const fps = request.fps ?? defaultOf(template, 'fps') ?? limits.fps.default;
  const grid = framesOf(inputs);
  const seconds = request.seconds ?? limits.seconds.default;
  const frames = Math.max(1, Math.round((seconds * fps - grid.plus) / grid.multipleOf) * grid.multipleOf + grid.plus);
  const seed = request.seed ?? seedOf(job.id);
  const steps = request.steps ?? defaultOf(template, 'steps');
  const guidance = request.guidance ?? defaultOf(template, 'guidance');
  const written = valueAt(workflow, inputs.negativePrompt);
  const negativePrompt =
    request.negativePrompt ?? (typeof written === 'string' && written !== '' ? written : undefined);
  const { prompt, conditions, parent, model, loras = [] } = request;
  const filled = withValues(withLoras(workflow, inputs, loras, files), [
    [inputs.prompt, prompt],
    [inputs.negativePrompt, negativePrompt],
    [inputs.seed, seed],
    [inputs.width, size.width],
    [inputs.height, size.height],
    [grid.at, frames],
    [inputs.fps, fps],
    [inputs.steps, steps],
    [inputs.guidance, guidance],
    [inputs.picture, picture],
  ]);
  return {
    workflow: filled,
    request: {
      model,
      prompt,
      ...(has('negativePrompt') && negativePrompt !== undefined ? { negativePrompt } : {}),
      ...(has('seed') ? { seed } : {}),
      ...(has('width') && has('height') ? { size } : {}),
      ...(has('frames') ? { seconds: Math.round((frames / fps) * 1000) / 1000 } : {}),
      ...(has('fps') ? { fps } : {}),
      ...(has('steps') && steps !== undefined ? { steps } : {}),
      ...(has('guidance') && guidance !== undefined ? { guidance } : {}),
      ...(conditions === undefined ? {} : { conditions }),
      ...(loras.length === 0 ? {} : { loras }),
      ...(parent === undefined ? {} : { parent }),
    },
  };
}

/** A workflow with a LoRA in each loader in order, and without the loaders that are left. */
function withLoras(
  workflow: Workflow,
  { loras: loaders = [] }: WorkflowInputs,
  loras: NonNullable<GenerationRequest['loras']>,
  files: NonNullable<ComfyUpstream['loras']>,
): Workflow {
  if (loras.length > loaders.length) {
    const reason = {
      en: `its workflow takes ${loaders.length} at once`,
      ja: `ワークフローで同時に使えるのは ${loaders.length}個までです`,
    };
    throw new AkezoraError('request_invalid', { field: 'loras', reason });
  }
  return loaders.reduce((before, { file, strength }, index) => {
    const lora = loras[index];
    if (lora === undefined) return withoutNode(before, splitPlace(file)[0]);
    return withValues(before, [
      [file, 'id' in lora ? files[lora.id] : undefined],
      [strength, lora.strength],
    ]);
  }, workflow);
}

/** A workflow without a loader of a LoRA: what was connected to it is connected to its own model and text encoder. */
function withoutNode(workflow: Workflow, id: string): Workflow {
  const { [id]: gone, ...rest } = workflow;
  const sources = [gone?.inputs.model, gone?.inputs.clip];
  const rewired = (value: unknown) => (Array.isArray(value) && value[0] === id ? (sources[value[1]] ?? value) : value);
  return Object.fromEntries(
    Object.entries(rest).map(([name, node]) => [
      name,
      {
        ...node,
        inputs: Object.fromEntries(Object.entries(node.inputs).map(([input, value]) => [input, rewired(value)])),
      },
    ]),
  );
}
