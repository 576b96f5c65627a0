import type { ModelCapabilities } from './capabilities.ts';
import { loraProblems } from './check-loras.ts';
import { AkezoraError } from './errors.ts';
import { type Condition, type GenerationRequest, mostPromptCharacters } from './request.ts';
import { type RequestProblem, unsupported } from './request-problem.ts';
import type { Text } from './text.ts';

/**
 * The one check of a request against a model, for the command line, the server and the models. The number of tokens, the
 * memory and the model's grid of sizes are checked by its plan.
 * @returns all problems, in the order of the request's fields; empty for a request that the model can make.
 */
export function problemsOf(request: GenerationRequest, model: ModelCapabilities): RequestProblem[] {
  return [
    ...promptProblems(request, model),
    ...lengthProblems(request, model),
    ...sizeProblems(request, model),
    ...numberProblems(request, model),
    ...choiceProblems(request, model),
    ...controlProblems(request, model),
    ...loraProblems(request, model),
    ...(request.conditions ?? []).flatMap((condition, index) => conditionProblems(condition, index, model)),
  ];
}

/** A problem as the error that refuses the request. */
export const problemError = ({ code, field, details }: RequestProblem): AkezoraError =>
  new AkezoraError(code, { ...details, field });

/**
 * Refuses a request that a model cannot do.
 * @throws AkezoraError of the first problem.
 */
export function checkRequest(request: GenerationRequest, model: ModelCapabilities): void {
  const [problem] = problemsOf(request, model);
  if (problem !== undefined) throw problemError(problem);
}

/** A request without the options that its model does not have, and the fields that were removed. */
export interface FittedRequest {
  readonly request: GenerationRequest;
  readonly ignored: readonly string[];
}

/**
 * Removes the options from a request that its model does not have, and numbers that it does not take. For the endpoints that are compatible with other
 * services, whose clients send such options to every model; Akezora's own API and command line refuse them with
 * `checkRequest`.
 * @throws AkezoraError for every other problem.
 */
export function fitRequest(request: GenerationRequest, model: ModelCapabilities): FittedRequest {
  const ignored = problemsOf(request, model)
    .filter(({ canBeIgnored }) => canBeIgnored)
    .map(({ field }) => field);
  const fitted = withoutFields(request, ignored);
  checkRequest(fitted, model);
  return { request: fitted, ignored };
}

function withoutFields(request: GenerationRequest, fields: readonly string[]): GenerationRequest {
  const dropped = new Set(fields);
  const rest = Object.fromEntries(
    Object.entries(request).filter(([name]) => !dropped.has(name)),
  ) as unknown as GenerationRequest;
  if (rest.conditions === undefined) return rest;
  const conditions = rest.conditions
    .map((condition, index) =>
      dropped.has(`conditions.${index}.strength`) ? { ...condition, strength: 1 } : condition,
    )
    .filter((_, index) => !dropped.has(`conditions.${index}`));
  const { conditions: _conditions, ...without } = rest;
  return conditions.length > 0 ? { ...without, conditions } : without;
}

/** The model does not have the option. */
const missing = (model: ModelCapabilities, field: string, asked: string | number): RequestProblem => ({
  code: 'option_unsupported',
  field,
  details: { model: model.id, asked },
  canBeIgnored: true,
});

const shortened = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

/** The name of a file without its folders, or of an upload. */
const fileOf = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;

function promptProblems(request: GenerationRequest, model: ModelCapabilities): RequestProblem[] {
  const { scene, storyboard, conditions = [], actors = [] } = request;
  // A model with scenes may find one in an image or clip, or stage actors alone; its plan decides that.
  const staged = model.controls.actors && actors.length > 0;
  const scenes = model.controls.scene && (conditions.length > 0 || staged);
  if (request.prompt.trim() === '' && scene === undefined && storyboard === undefined && !scenes)
    return [{ code: 'prompt_empty', field: 'prompt', details: {}, canBeIgnored: false }];
  const { unit, max } = model.promptLimit;
  const limit = unit === 'characters' ? Math.min(max, mostPromptCharacters) : mostPromptCharacters;
  const texts = [
    ['prompt', request.prompt] as const,
    ['negativePrompt', request.negativePrompt ?? ''] as const,
    ...(storyboard ?? []).map(({ prompt }, index) => [`storyboard.${index}.prompt`, prompt] as const),
  ];
  return texts
    .map(([field, text]) => ({ field, length: [...text].length }))
    .filter(({ length }) => length > limit)
    .map(({ field, length }) => ({
      code: 'prompt_too_long',
      field,
      details: { length, unit: { en: 'characters', ja: '文字' }, limit, model: model.id },
      canBeIgnored: false,
    }));
}

function lengthProblems({ seconds }: GenerationRequest, model: ModelCapabilities): RequestProblem[] {
  const { min, max } = model.seconds;
  if (seconds === undefined || (seconds >= min && seconds <= max)) return [];
  const details = { model: model.id, min, max, asked: seconds };
  return [{ code: 'seconds_unsupported', field: 'seconds', details, canBeIgnored: false }];
}

function sizeProblems({ size, aspect, resolution }: GenerationRequest, model: ModelCapabilities): RequestProblem[] {
  const problems: RequestProblem[] = [];
  if (size !== undefined) {
    const { multipleOf, minWidth, maxWidth, minHeight, maxHeight } = model.sizes;
    const fit = (value: number, min: number, max: number) =>
      Math.min(Math.max(Math.round(value / multipleOf) * multipleOf, min), max);
    const { width, height } = size;
    if (width < minWidth || width > maxWidth || height < minHeight || height > maxHeight) {
      const nearest = `${fit(width, minWidth, maxWidth)}x${fit(height, minHeight, maxHeight)}`;
      const details = { model: model.id, asked: `${width}x${height}`, nearest };
      problems.push({ code: 'size_unsupported', field: 'size', details, canBeIgnored: false });
    }
  }
  if (aspect !== undefined && !model.aspects.includes(aspect))
    problems.push(unsupported(model, 'aspect', aspect, model.aspects.join(', ')));
  if (resolution !== undefined && !model.resolutions.includes(resolution))
    problems.push(unsupported(model, 'resolution', resolution, model.resolutions.join(', ')));
  return problems;
}

/** Other programs send the numbers of their own models to every model; without them the model takes its own. */
function numberProblems(request: GenerationRequest, model: ModelCapabilities): RequestProblem[] {
  const { fps, steps } = request;
  const problems: RequestProblem[] = [];
  const outside = (value: number, { min, max }: { min: number; max: number }) => value < min || value > max;
  if (fps !== undefined && model.fps.values.length === 0) problems.push(missing(model, 'fps', fps));
  else if (fps !== undefined && !model.fps.values.includes(fps))
    problems.push(unsupported(model, 'fps', fps, model.fps.values.join(', '), true));
  if (steps !== undefined && model.steps.max === 0) problems.push(missing(model, 'steps', steps));
  else if (steps !== undefined && outside(steps, model.steps))
    problems.push(unsupported(model, 'steps', steps, stepChoices(model.steps), true));
  for (const field of ['guidance', 'perturbation', 'rescale', 'inputCrf'] as const) {
    const asked = request[field];
    const range = model[field];
    if (asked === undefined) continue;
    if (!range) problems.push(missing(model, field, asked));
    else if (outside(asked, range)) problems.push(unsupported(model, field, asked, `${range.min}–${range.max}`, true));
  }
  return problems;
}

/** `1–8`, with the noise levels of a distilled model: more steps than those have no level of their own. */
function stepChoices({ min, max, timesteps }: ModelCapabilities['steps']): string {
  const levels = timesteps === undefined ? '' : ` (${timesteps.join(', ')})`;
  return `${min}–${max}${levels}`;
}

function choiceProblems(
  { quality, preset, codec, decoder }: GenerationRequest,
  model: ModelCapabilities,
): RequestProblem[] {
  const problems: RequestProblem[] = [];
  const check = (field: string, asked: string, choices: readonly string[]) => {
    if (choices.length === 0) problems.push(missing(model, field, asked));
    else if (!choices.includes(asked)) problems.push(unsupported(model, field, asked, choices.join(', ')));
  };
  if (quality !== undefined) check('quality', quality, model.qualities);
  if (preset !== undefined)
    check(
      'preset',
      preset,
      model.presets.map(({ id }) => id),
    );
  if (decoder !== undefined) check('decoder', decoder, model.decoders ?? []);
  if (codec !== undefined && model.codecs !== undefined) check('codec', codec, model.codecs);
  return problems;
}

function controlProblems(request: GenerationRequest, model: ModelCapabilities): RequestProblem[] {
  const { controls } = model;
  const { negativePrompt, loop, storyboard, scene, actors, backdrop, transition, finish } = request;
  const asked: readonly (readonly [string, boolean, string | number | undefined])[] = [
    ['negativePrompt', controls.negativePrompt, negativePrompt && shortened(negativePrompt)],
    ['loop', controls.loop, loop],
    ['storyboard', controls.storyboard, storyboard?.length],
    ['scene', controls.scene, scene?.place],
    ['actors', controls.actors, actors?.map(({ name }) => name).join(', ') || undefined],
    ['backdrop', controls.backdrop, backdrop && shortened(fileOf(backdrop.image))],
    ['transition', controls.transition, transition],
    ['finish', controls.draft, finish?.upscale === false ? 'upscale: false' : undefined],
  ];
  return asked.flatMap(([field, has, value]) =>
    has || value === undefined || value === '' ? [] : [missing(model, field, value)],
  );
}

/** What a model begins a clip with, where it does not take what was asked for. */
const offered = ({ conditions: { image, video } }: ModelCapabilities): Text => {
  if (image) return { en: 'a picture', ja: '画像' };
  if (video) return { en: 'a video', ja: '動画' };
  return { en: 'a prompt alone (text to video)', ja: 'プロンプトだけ（文章から動画）' };
};

function conditionProblems(condition: Condition, index: number, model: ModelCapabilities): RequestProblem[] {
  const { image, video, anyFrame, strength } = model.conditions;
  const { source, at } = condition;
  const field = `conditions.${index}`;
  if (source.kind === 'image' ? !image : !video) return [unsupported(model, field, source.kind, offered(model), true)];
  // A picture is content: the clip without it is another one, so it is refused even where options are left out; likewise a second
  // one for a model that takes the first frame only.
  if ((at > 0 || index > 0) && !anyFrame)
    return [unsupported(model, field, `${source.kind} @ ${at} s`, `${source.kind} @ 0 s`)];
  if (condition.strength !== 1 && !strength) {
    const asked = typeof condition.strength === 'number' ? condition.strength : 'curve';
    return [missing(model, `${field}.strength`, asked)];
  }
  return [];
}
