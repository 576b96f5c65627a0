import { z } from 'zod';
import type { ModelCapabilities } from './capabilities.ts';
import { AkezoraError } from './errors.ts';
import { type Condition, conditionSourceSchema, type GenerationRequestInput, resolutions } from './request.ts';
import { aspects } from './scene.ts';
import type { Text } from './text.ts';

/**
 * The controls (extend, loop, remix …) as pure functions. Each returns the part of a request that it stands for: conditions
 * (frames of a source with a strength over time) and a prompt or scene that may change over time. `combine` puts parts
 * together. The command line, the studio and every API compile with these.
 */
export type RequestPart = Partial<GenerationRequestInput>;

type ConditionInput = NonNullable<GenerationRequestInput['conditions']>[number];

/** Where the frames of a condition come from: an image file, a video file, or a clip of the library. */
export type ConditionSource = Condition['source'];

/** A video of known length and size. */
export interface MeasuredSource {
  readonly source: ConditionSource;
  readonly seconds: number;
  readonly width: number;
  readonly height: number;
}

/** The limits of a model that a control is fitted to. */
export type ControlLimits = Pick<ModelCapabilities, 'aspects' | 'resolutions' | 'seconds'>;

/** How much of the source each strength of a remix keeps, 0 to 1. */
export const remixStrengths = { subtle: 0.8, mild: 0.55, strong: 0.3 } as const;

/** Seconds that each length of seam adds between the end of a loop and its start. */
export const loopSeams = { short: 2, normal: 4, long: 6 } as const;

/** Seconds of the source that an extension is conditioned on where the whole source does not fit into one clip. */
export const extensionOverlap = 1;

/** Times have three decimals: finer than a frame, and readable. */
const round = (seconds: number): number => Math.round(seconds * 1000) / 1000;

const clampedAt = (at: number): number => Math.max(0, round(at));

const shapeOf = (aspect: (typeof aspects)[number]): number => {
  const [width = 16, height = 9] = aspect.split(':').map(Number);
  return width / height;
};

/** Aspect and resolution nearest to a source's own among those of the model, and the clip it was made from as parent. */
export function like({ source, width, height }: MeasuredSource, limits?: ControlLimits): RequestPart {
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

/** Where a source stands in the clip, and how strongly its frames are kept. */
export interface Placement {
  /** Seconds from the start of the clip; 0 by default. */
  readonly at?: number;
  /** 0 (free) to 1 (fixed, the default), or a curve over time. */
  readonly strength?: Condition['strength'];
}

/** Image to video: one picture, at the start unless placed elsewhere; several of them are key frames. */
export const imageToVideo = (source: ConditionSource, placement: Placement = {}): RequestPart => ({
  conditions: [{ source, at: placement.at ?? 0, strength: placement.strength ?? 1 }],
});

/** Video to video: frames of a video (all of it, or `from` to `to` seconds), placed at a moment. */
export function videoAt(
  source: ConditionSource,
  { at = 0, strength = 1, ...span }: Placement & { readonly from?: number; readonly to?: number } = {},
): RequestPart {
  return { conditions: [{ source, ...span, at, strength }] };
}

/** A clip that the generated one is joined to: the file is both, without the `overlap` seconds they share. */
export const joinSchema = z.strictObject({
  source: conditionSourceSchema,
  /** Seconds of the source that the generated clip repeats. */
  overlap: z.number().min(0).max(60),
  /** Where the generated part goes: `after` the source, or `before` it. */
  place: z.enum(['before', 'after']),
});

/** A clip that the generated one is joined to. */
export type Join = z.infer<typeof joinSchema>;

/** What an extension compiles to; with `join` the result must be joined to its source. */
export interface Extension {
  readonly part: RequestPart;
  readonly join?: Join;
}

/**
 * Extend: the whole clip and then `seconds` more, or `seconds` more and then the whole clip. Where the model's longest clip
 * cannot hold both, only the new part is made, conditioned on an overlap with the clip, and has to be joined to it.
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
    return { part: { ...like(clip, limits), seconds: whole, conditions: [condition] } };
  }
  const overlap = round(Math.min(extensionOverlap, clip.seconds));
  const condition: ConditionInput =
    place === 'after'
      ? { source, from: round(clip.seconds - overlap), to: clip.seconds, at: 0 }
      : { source, from: 0, to: overlap, at: seconds };
  return {
    part: { ...like(clip, limits), seconds: round(seconds + overlap), conditions: [condition] },
    join: { source, overlap, place },
  };
}

/** Loop: the last frames run into the first. With a clip, the clip stays and a seam leads from its end back to its start. */
export function loop(
  length: keyof typeof loopSeams = 'normal',
  clip?: MeasuredSource,
  limits?: ControlLimits,
): RequestPart {
  if (clip === undefined) return { loop: length };
  return {
    ...like(clip, limits),
    seconds: round(clip.seconds + loopSeams[length]),
    loop: length,
    conditions: [{ source: clip.source, from: 0, to: clip.seconds, at: 0 }],
  };
}

/** A prompt with a second sentence that says what is to change. Japanese sentences are joined by 。 without a space. */
export function changedPrompt(prompt: string, change: string): string {
  if (change.trim() === '') return prompt.trim();
  const stop = /[\u3041-\u30ff\u4e00-\u9fff]/.test(prompt) ? '。' : '. ';
  return `${prompt.trim().replace(/[.。]$/, '')}${stop}${change.trim()}`;
}

/** Remix: the whole clip again, kept by a strength (by name, or 0 to 1) under another prompt, or an edited scene. */
export function remix(
  clip: MeasuredSource,
  strength: keyof typeof remixStrengths | number = 'mild',
  limits?: ControlLimits,
): RequestPart {
  const value = typeof strength === 'number' ? strength : remixStrengths[strength];
  return {
    ...like(clip, limits),
    seconds: round(clip.seconds),
    conditions: [{ source: clip.source, at: 0, strength: value }],
  };
}

/** A strength over time: points of seconds and value. */
export type Curve = readonly { readonly at: number; readonly value: number }[];

/**
 * Blend: the first clip from the start and the second up to the end, the second kept as the curve says and the first by
 * what is left. Without a curve they fade over the time they share; clips too short to meet leave a gap, which is filled.
 */
export function blend(
  first: MeasuredSource,
  second: MeasuredSource,
  seconds: number,
  curve: Curve | undefined = fade(first.seconds, second.seconds, seconds),
  limits?: ControlLimits,
): RequestPart {
  const points = curve?.map(({ at, value }) => ({ at: round(at), value: round(value) }));
  const strengths = points && {
    first: points.map(({ at, value }) => ({ at, value: round(1 - value) })),
    second: points,
  };
  // Of a second clip longer than the whole, the end is what is seen.
  const cut = second.seconds > seconds ? { from: round(second.seconds - seconds), to: second.seconds } : {};
  return {
    ...like(first, limits),
    seconds: round(seconds),
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

/** The linear fade over the time that two clips share in a blend; undefined where they do not meet. */
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

/** A stretch of a clip that a re-cut keeps. */
export interface Piece {
  readonly clip: MeasuredSource;
  readonly from: number;
  readonly to: number;
  /** Seconds to fill before it; left out, the free time is spread evenly between and after the pieces. */
  readonly gap?: number;
}

/** Seconds of a re-cut whose gaps are all set, with `after` seconds to fill at its end. */
export const recutSeconds = (pieces: readonly Pick<Piece, 'from' | 'to' | 'gap'>[], after: number): number =>
  round(pieces.reduce((sum, { from, to, gap = 0 }) => sum + gap + to - from, after));

/**
 * Re-cut: the pieces stay in their order, and the gaps between and around them are filled.
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
  return { ...(first && like(first.clip, limits)), seconds: round(seconds), conditions };
}

const invalidRecut = (reason: Text) => new AkezoraError('request_invalid', { field: 'recut', reason });

/** One card of a storyboard: from `at` seconds on its prompt holds, and its picture or piece of video is seen. */
export interface Card {
  readonly at: number;
  readonly prompt: string;
  readonly source?: ConditionSource;
  readonly from?: number;
  readonly to?: number;
}

/** Storyboard: prompts over time, from the first second on; pictures and pieces of video stand at their card's time. */
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

/** Character (actor): a named subject that the prompt calls by `@name`; with a source, its look is taken from there. */
export function character(name: string, source?: ConditionSource): RequestPart {
  if (source === undefined) return { characters: [{ name }] };
  const { kind } = source;
  return {
    characters: [
      { name, ...(kind === 'image' ? { image: source.file } : { clip: kind === 'clip' ? source.id : source.file }) },
    ],
  };
}

/** Puts parts together: conditions and characters add up, of everything else the last one counts. */
export function combine(...parts: readonly RequestPart[]): RequestPart {
  const conditions = parts.flatMap((part) => part.conditions ?? []);
  const characters = parts.flatMap((part) => part.characters ?? []);
  return {
    ...Object.assign({}, ...parts),
    ...(conditions.length > 0 ? { conditions } : {}),
    ...(characters.length > 0 ? { characters } : {}),
  };
}
