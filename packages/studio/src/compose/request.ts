import {
  type Aspect,
  backdrop,
  type Condition,
  calledNames,
  codecs,
  type GenerationRequestInput,
  type ModelCapabilities,
  mostActors,
  type Resolution,
} from '@akezora/contract';
import type { Actor, Defaults, ModelEntry } from '@akezora/contract/api';
import { compact } from '../util/compact.ts';
import { modelCalled } from '../util/model-called.ts';
import type { Draft } from './draft.ts';

/** What the composer needs to know to turn a draft into a request. */
export interface ComposerContext {
  readonly models: readonly ModelEntry[];
  /** The owner's defaults for the choices a draft leaves open. */
  readonly defaults: Defaults;
  readonly actors: readonly Actor[];
}

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

const allowed = <T>(value: T | undefined, list: readonly T[]): T | undefined =>
  value !== undefined && list.includes(value) ? value : undefined;

/** The model a draft runs on: the one chosen, else the owner's default, else the first installed. */
export function modelOf(draft: Draft, { models, defaults }: ComposerContext): ModelCapabilities | undefined {
  const installed = models.filter((entry) => entry.installed);
  const wanted = draft.model ?? defaults.model;
  return (modelCalled(installed, wanted) ?? installed[0])?.capabilities;
}

/** Shape, resolution and length as they apply to a model: the draft's where the model has them, else the owner's, else the model's. */
export function choicesOf(draft: Draft, model: ModelCapabilities, defaults: Defaults) {
  return {
    aspect:
      draft.scene?.aspect ??
      allowed(draft.aspect, model.aspects) ??
      allowed(defaults.aspect, model.aspects) ??
      model.aspects[0] ??
      '16:9',
    resolution:
      allowed(draft.resolution, model.resolutions) ??
      allowed(defaults.resolution, model.resolutions) ??
      allowed('720p', model.resolutions) ??
      model.resolutions[0] ??
      '480p',
    seconds: clamp(draft.seconds ?? defaults.seconds ?? model.seconds.default, model.seconds.min, model.seconds.max),
  } satisfies { aspect: Aspect; resolution: Resolution; seconds: number };
}

/** The actors that a prompt calls by `@name`, and those on the stage, as a request names them: as many as it may. */
function actorsIn(
  { prompt, scene }: { readonly prompt: string; readonly scene?: Draft['scene'] | undefined },
  actors: readonly Actor[],
): GenerationRequestInput['actors'] {
  const called = calledNames(
    prompt,
    actors.map(({ name }) => name),
  ).map(({ name }) => name);
  const names = [...called, ...(scene?.subjects ?? []).flatMap(({ actor }) => actor ?? [])];
  const cast = actors.filter(({ name }) => names.includes(name)).slice(0, mostActors);
  if (cast.length === 0) return undefined;
  return cast.map(({ name, clipId, uploadId, region, faces, feet, scale, kind }) => ({
    name,
    ...(clipId === null ? {} : { clip: clipId }),
    ...(clipId !== null || uploadId === null ? {} : { image: `upload:${uploadId}` }),
    ...compact({
      region: region ?? undefined,
      faces: faces ?? undefined,
      feet: feet ?? undefined,
      scale: scale ?? undefined,
      kind: kind ?? undefined,
    }),
  }));
}

function conditionsOf({ attachment, conditions = [] }: Draft): Condition[] | undefined {
  if (attachment === undefined) return conditions.length === 0 ? undefined : [...conditions];
  const { upload, strength } = attachment;
  return [
    { source: { kind: upload.kind === 'image' ? 'image' : 'video', file: `upload:${upload.id}` }, at: 0, strength },
    ...conditions,
  ];
}

const backdropOf = ({ backdrop: chosen }: Draft): GenerationRequestInput['backdrop'] =>
  chosen === undefined ? undefined : backdrop(`upload:${chosen.upload.id}`, chosen.horizon).backdrop;

/** A chosen number as the model takes it; undefined where the model has no such setting. */
const within = (
  chosen: number | undefined,
  range: { readonly min: number; readonly max: number } | null | undefined,
) => (chosen === undefined || !range ? undefined : clamp(chosen, range.min, range.max));

/** A letter, a digit or a picture: an `@` alone is only begun. */
const saysSomething = /[\p{L}\p{N}\p{S}]/u;

/** The request a draft stands for; undefined without a prompt or a model. Choices the model lacks are left out. */
export function requestOf(draft: Draft, context: ComposerContext): GenerationRequestInput | undefined {
  const model = modelOf(draft, context);
  const prompt = draft.prompt.trim();
  if (model === undefined || !saysSomething.test(prompt)) return undefined;
  return compact({
    model: model.id,
    prompt,
    ...choicesOf(draft, model, context.defaults),
    preset: draft.preset,
    seed: draft.seed,
    steps: within(draft.steps, model.steps.max > 0 ? model.steps : undefined),
    guidance: within(draft.guidance, model.guidance),
    perturbation: within(draft.perturbation, model.perturbation),
    rescale: within(draft.rescale, model.rescale),
    inputCrf: within(draft.inputCrf, model.inputCrf),
    quality: allowed(draft.quality, model.qualities),
    fps: allowed(draft.fps, model.fps.values),
    codec: allowed(draft.codec, model.codecs ?? codecs),
    decoder: allowed(draft.decoder, model.decoders ?? []),
    negativePrompt: model.controls.negativePrompt && draft.negativePrompt ? draft.negativePrompt : undefined,
    loras: model.controls.loras && draft.loras ? [...draft.loras] : undefined,
    scene: model.controls.scene ? draft.scene : undefined,
    conditions: conditionsOf(draft),
    backdrop: model.controls.backdrop ? backdropOf(draft) : undefined,
    parent: draft.parent,
    actors: actorsIn(model.controls.scene ? draft : { ...draft, scene: undefined }, context.actors),
  });
}
