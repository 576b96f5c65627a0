/**
 * The controls (extend, loop, remix …) as pure functions. Each compiles to a part of a request: conditions (frames of a source
 * with a strength over time), and a prompt or scene that may change over time. `combine` merges parts. The command line, the
 * studio and every API use these.
 */
import { z } from 'zod';
import type { ModelCapabilities } from './capabilities.ts';
import { AkezoraError } from './errors.ts';
import {
  type Condition,
  conditionSourceSchema,
  type GenerationRequestInput,
  type RequestedActor,
  type RequestedBackdrop,
  resolutions,
  type Transition,
} from './request.ts';
import { aspects } from './scene.ts';
import type { Text } from './text.ts';

/** Some fields of a request. */
export type RequestPart = Partial<GenerationRequestInput>;

type ConditionInput = NonNullable<GenerationRequestInput['conditions']>[number];

/** Source of a condition's frames: an image file, a video file, or a clip of the library. */
export type ConditionSource = Condition['source'];

/** A source with its length in seconds and its size in pixels; an image has 0 seconds. */
export interface MeasuredSource {
  readonly source: ConditionSource;
  readonly seconds: number;
  readonly width: number;
  readonly height: number;
}

/** The limits of a model that the controls use. */
export type ControlLimits = Pick<ModelCapabilities, 'aspects' | 'resolutions' | 'seconds'> & {
  /** Whether it has transitions. Default: not known, so none is asked of it unless it is named. */
  readonly controls?: Pick<ModelCapabilities['controls'], 'transition'>;
};

/** Condition strength (0: ignored, 1: reproduced exactly) of each amount of change in a remix. */
export const remixStrengths = { subtle: 0.8, mild: 0.55, strong: 0.3 } as const;

/** Seconds that each length of seam adds between the end of a loop and its start. */
export const loopSeams = { short: 2, normal: 4, long: 6 } as const;

/** Seconds at the end of the source that an extension repeats, if the whole source does not fit into one clip. */
export const extensionOverlap = 1;

/** Times have three decimals: finer than a frame, and readable. */
const round = (seconds: number): number => Math.round(seconds * 1000) / 1000;

/**
 * A length that follows from a clip, within those of the model where only a little is missing or left over: a clip of 1.9 s is
 * remixed to 2, one of a minute and a few frames to a minute. What is further off the model refuses by name.
 */
function lengthNear(seconds: number, limits: ControlLimits | undefined): number {
  if (limits === undefined || seconds <= 0) return round(seconds);
  const { min, max } = limits.seconds;
  return round(seconds > max && seconds < max + 1 ? max : Math.max(seconds, min));
}

const clampedAt = (at: number): number => Math.max(0, round(at));

const shapeOf = (aspect: (typeof aspects)[number]): number => {
  const [width = 16, height = 9] = aspect.split(':').map(Number);
  return width / height;
};

/** The model's aspect and resolution nearest to those of a source, and a source clip as parent. */
export function matchSource({ source, width, height }: MeasuredSource, limits?: ControlLimits): RequestPart {
  const nearest = <T>(values: readonly T[], distance: (value: T) => number): T | undefined =>
    [...values].sort((a, b) => distance(a) - distance(b))[0];
  const aspect = nearest(limits?.aspects ?? aspects, (one) => Math.abs(Math.log(width / height / shapeOf(one))));
  const side = Math.min(width, height);
  const resolution = nearest(limits?.resolutions ?? resolutions, (one) => Math.abs(Number.parseInt(one, 10) - side));
  return {
    ...(aspect === undefined ? {} : { aspect }),
    ...(resolution === undefined ? {} : { resolution }),
    ...(source.kind === 'clip' ? { parent: source.id } : {}),
  };
}

/** Place and strength of a source in the clip. */
export interface Placement {
  /** Seconds from the start of the clip. Default 0. */
  readonly at?: number;
  /** 0: ignored, 1: reproduced exactly; constant, or a curve over time. Default 1. */
  readonly strength?: Condition['strength'];
}

/** Image to video: an image as the frame at a time; several of them are key frames. */
export const imageToVideo = (source: ConditionSource, placement: Placement = {}): RequestPart => ({
  conditions: [{ source, at: placement.at ?? 0, strength: placement.strength ?? 1 }],
});

/** Video to video: frames of a video (all of it, or `from` to `to` seconds) from a time on. */
export function videoAt(
  source: ConditionSource,
  { at = 0, strength = 1, ...span }: Placement & { readonly from?: number; readonly to?: number } = {},
): RequestPart {
  return { conditions: [{ source, ...span, at, strength }] };
}

/** A clip that the generated clip is joined to. The result contains both, with the `overlap` seconds once. */
export const joinSchema = z.strictObject({
  source: conditionSourceSchema,
  /** Seconds of the source that the generated clip repeats. */
  overlap: z.number().min(0).max(60),
  /** Place of the generated part: `after` the source, or `before` it. */
  place: z.enum(['before', 'after']),
});

/** A clip that the generated clip is joined to. */
export type Join = z.infer<typeof joinSchema>;

/** Request of an extension; with `join`, the generated clip must be joined to its source. */
export interface Extension {
  readonly part: RequestPart;
  /** Default: none; the generated clip is the whole result. */
  readonly join?: Join;
}

/**
 * Extend: the whole clip and then `seconds` more, or `seconds` more and then the whole clip. If both are longer than the
 * model's longest clip, only the new part and an overlap with the clip are generated, to be joined to the clip.
 */
export function extend(
  clip: MeasuredSource,
  seconds: number,
  place: Join['place'] = 'after',
  limits?: ControlLimits,
): Extension {
  const { source } = clip;
  const whole = round(clip.seconds + seconds);
  if (limits === undefined || whole <= limits.seconds.max) {
    const condition = { source, from: 0, to: clip.seconds, at: place === 'after' ? 0 : seconds };
    return { part: { ...matchSource(clip, limits), seconds: whole, conditions: [condition] } };
  }
  const overlap = round(Math.min(extensionOverlap, clip.seconds));
  const condition: ConditionInput =
    place === 'after'
      ? { source, from: round(clip.seconds - overlap), to: clip.seconds, at: 0 }
      : { source, from: 0, to: overlap, at: seconds };
  return {
    part: { ...matchSource(clip, limits), seconds: round(seconds + overlap), conditions: [condition] },
    join: { source, overlap, place },
  };
}

/** Loop: the end leads back to the beginning. With a clip, a new seam leads from its end back to its start. */
export function loop(
  length: keyof typeof loopSeams = 'normal',
  clip?: MeasuredSource,
  limits?: ControlLimits,
): RequestPart {
  if (clip === undefined) return { loop: length };
  return {
    ...matchSource(clip, limits),
    seconds: lengthNear(clip.seconds + loopSeams[length], limits),
    loop: length,
    conditions: [{ source: clip.source, from: 0, to: clip.seconds, at: 0 }],
  };
}

/** A prompt with a second sentence that describes a change. Japanese sentences are joined by 。 without a space. */
export function changedPrompt(prompt: string, change: string): string {
  if (change.trim() === '') return prompt.trim();
  const stop = /[\u3041-\u30ff\u4e00-\u9fff]/.test(prompt) ? '。' : '. ';
  return `${prompt.trim().replace(/[.。]$/, '')}${stop}${change.trim()}`;
}

/**
 * Remix: the whole clip as a condition, for another prompt or an edited scene.
 * @param strength condition strength (0: ignored, 1: reproduced exactly), or the amount of change by name
 */
export function remix(
  clip: MeasuredSource,
  strength: keyof typeof remixStrengths | number = 'mild',
  limits?: ControlLimits,
): RequestPart {
  const value = typeof strength === 'number' ? strength : remixStrengths[strength];
  return {
    ...matchSource(clip, limits),
    seconds: lengthNear(clip.seconds, limits),
    conditions: [{ source: clip.source, at: 0, strength: value }],
  };
}

/** A strength over time: points of seconds and value (0 to 1), linear between them. */
export type Curve = readonly { readonly at: number; readonly value: number }[];

/**
 * Blend: the first clip from the start and the second up to the end. If the clips do not overlap, the time between them is
 * generated.
 * @param how a transition in the middle of their overlap; or a curve: the strength of the second clip, of which the first has the rest up
 * to 1. Default: `auto` where the model has transitions, else a linear fade over their overlap.
 */
export function blend(
  first: MeasuredSource,
  second: MeasuredSource,
  seconds: number,
  how: Curve | Transition | undefined = undefined,
  limits?: ControlLimits,
): RequestPart {
  const drawn = typeof how === 'object';
  const usual = limits?.controls?.transition === true ? 'auto' : undefined;
  const transition = drawn ? undefined : (how ?? usual);
  const curve = drawn ? how : fade(first.seconds, second.seconds, seconds);
  const points = curve?.map(({ at, value }) => ({ at: round(at), value: round(value) }));
  const strengths = points && {
    first: points.map(({ at, value }) => ({ at, value: round(1 - value) })),
    second: points,
  };
  // A second clip that is longer than the result is cut to its end.
  const cut = second.seconds > seconds ? { from: round(second.seconds - seconds), to: second.seconds } : {};
  return {
    ...matchSource(first, limits),
    seconds: round(seconds),
    ...(transition === undefined || curve === undefined ? {} : { transition }),
    conditions: [
      { source: first.source, at: 0, ...(strengths && { strength: strengths.first }) },
      {
        source: second.source,
        at: clampedAt(seconds - second.seconds),
        ...cut,
        ...(strengths && { strength: strengths.second }),
      },
    ],
  };
}

/** The linear fade over the overlap of two clips in a blend; undefined without an overlap. */
function fade(first: number, second: number, seconds: number): Curve | undefined {
  const from = Math.max(0, seconds - second);
  const to = Math.min(first, seconds);
  return from >= to
    ? undefined
    : [
        { at: from, value: 0 },
        { at: to, value: 1 },
      ];
}

/** A part of a clip in a re-cut, in seconds. */
export interface Piece {
  readonly clip: MeasuredSource;
  readonly from: number;
  readonly to: number;
  /** Seconds to generate before it. Default: the free time is spread evenly between and after the pieces. */
  readonly gap?: number;
}

/** Length in seconds of a re-cut with set gaps and `after` generated seconds at its end. */
export const recutSeconds = (pieces: readonly Pick<Piece, 'from' | 'to' | 'gap'>[], after: number): number =>
  round(pieces.reduce((sum, { from, to, gap = 0 }) => sum + gap + to - from, after));

/**
 * Re-cut: the pieces in their order as conditions; the gaps between and around them are generated.
 * @throws AkezoraError `request_invalid` when a piece is empty or all of them are longer than the clip.
 */
export function recut(pieces: readonly Piece[], seconds: number, limits?: ControlLimits): RequestPart {
  if (pieces.some(({ from, to }) => to <= from))
    throw invalidRecut({ en: 'a piece must end after it begins', ja: 'カットの終わりは始まりより後にしてください' });
  const length = recutSeconds(pieces, 0);
  if (length > seconds + 1e-6)
    throw invalidRecut({
      en: `the pieces are ${length.toFixed(1)} s long, the clip ${seconds} s`,
      ja: `カットは合計${length.toFixed(1)}秒で、クリップの${seconds}秒を超えています`,
    });
  const spread = pieces.every(({ gap }) => gap === undefined) ? (seconds - length) / pieces.length : 0;
  let next = 0;
  const conditions = pieces.map(({ clip, from, to, gap = 0 }): ConditionInput => {
    const at = next + gap;
    next = at + to - from + spread;
    return { source: clip.source, from: round(from), to: round(to), at: round(at) };
  });
  const first = pieces[0];
  return { ...(first && matchSource(first.clip, limits)), seconds: round(seconds), conditions };
}

const invalidRecut = (reason: Text) => new AkezoraError('request_invalid', { field: 'recut', reason });

/** One card of a storyboard: a prompt, and an image or part of a video, from `at` seconds on. */
export interface Card {
  readonly at: number;
  readonly prompt: string;
  /** Image or video at the card's time. Default: none. */
  readonly source?: ConditionSource;
  /** Start of the part, in seconds of the video. Default 0. */
  readonly from?: number;
  /** End of the part, in seconds of the video. Default: its end, or the time of the next card. */
  readonly to?: number;
}

/** Storyboard: prompts over time, from the first second on; images and parts of videos are conditions at their card's time. */
export function storyboard(cards: readonly Card[], seconds: number): RequestPart {
  const ordered = [...cards].sort((a, b) => a.at - b.at);
  const conditions = ordered.flatMap(({ at, source, from = 0, to }, index): ConditionInput[] => {
    if (source === undefined) return [];
    if (source.kind === 'image') return [{ source, at }];
    const room = (ordered[index + 1]?.at ?? seconds) - at;
    return [{ source, from, to: round(Math.min(to ?? Number.POSITIVE_INFINITY, from + room)), at }];
  });
  const prompts = ordered
    .map(({ at, prompt }) => ({ at, prompt: prompt.trim() }))
    .filter(({ prompt }) => prompt !== '');
  return {
    prompt: prompts.map(({ prompt }) => prompt).join(' / '),
    ...(prompts.length > 0
      ? { storyboard: prompts.map((card, index) => (index === 0 ? { ...card, at: 0 } : card)) }
      : {}),
    ...(conditions.length > 0 ? { conditions } : {}),
  };
}

/** What a person says of an actor's picture, instead of what is found in it. */
export type ActorLook = Pick<RequestedActor, 'faces' | 'feet' | 'scale' | 'kind'>;

/** Actor: a picture that the prompt mentions as `@name`, or a named subject that looks like the one in its source. */
export function actor(name: string, source?: ConditionSource, look: ActorLook = {}): RequestPart {
  if (source === undefined) return { actors: [{ name, ...look }] };
  const file = source.kind === 'clip' ? source.id : source.file;
  return { actors: [{ name, ...(source.kind === 'image' ? { image: file } : { clip: file }), ...look }] };
}

/**
 * Backdrop: a picture in place of the scenery.
 * @param image file, or `upload:ID` on a server
 * @param horizon 0 the top of the picture, 1 its bottom. Default: found in the picture.
 */
export const backdrop = (image: string, horizon?: RequestedBackdrop['horizon']): RequestPart => ({
  backdrop: { image, ...(horizon === undefined ? {} : { horizon }) },
});

/** Merges parts: conditions and actors are appended; of every other field the last one counts. */
export function combine(...parts: readonly RequestPart[]): RequestPart {
  const conditions = parts.flatMap((part) => part.conditions ?? []);
  const actors = parts.flatMap((part) => part.actors ?? []);
  return {
    ...Object.assign({}, ...parts),
    ...(conditions.length > 0 ? { conditions } : {}),
    ...(actors.length > 0 ? { actors } : {}),
  };
}
