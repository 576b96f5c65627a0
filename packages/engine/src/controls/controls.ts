import { AkezoraError, type Condition, type GenerationRequestInput, type StoryboardCard } from '@akezora/contract';

/**
 * Every control compiles to known frames with a strength over time, and a prompt or scene that may change over time: one
 * function a control. Each gives the part of a request it stands for; `combine` puts parts together.
 */
export type RequestPart = Partial<GenerationRequestInput>;

type ConditionInput = NonNullable<GenerationRequestInput['conditions']>[number];

/** A video file whose length is known (`probe` tells it). */
export interface MeasuredFile {
  readonly file: string;
  readonly seconds: number;
}

/** Seconds of the earlier clip that an extension begins with: enough to read its motion. */
export const extensionOverlap = 1;

/** Image to video: one picture, at the start unless placed elsewhere; several of them are key frames. */
export function imageToVideo(file: string, at = 0, strength: Condition['strength'] = 1): RequestPart {
  return { conditions: [{ source: { kind: 'image', file }, at, strength }] };
}

/** Video to video: known frames of a video, placed at a moment. */
export function videoAt(file: string, at = 0, strength: Condition['strength'] = 1): RequestPart {
  return { conditions: [{ source: { kind: 'video', file }, at, strength }] };
}

/** Extend: the clip's end is the new one's start, or its start the new one's end. */
export function extend(
  clip: MeasuredFile,
  seconds: number,
  direction: 'forwards' | 'backwards' = 'forwards',
): RequestPart {
  const overlap = Math.min(extensionOverlap, clip.seconds, seconds / 2);
  const source = { kind: 'video', file: clip.file } as const;
  const condition: ConditionInput =
    direction === 'forwards'
      ? { source, from: clip.seconds - overlap, to: clip.seconds, at: 0 }
      : { source, from: 0, to: overlap, at: seconds - overlap };
  return { conditions: [condition] };
}

/** A stretch of a clip that a re-cut keeps. */
export interface KeptPiece {
  readonly file: string;
  readonly from: number;
  readonly to: number;
  /** Where it goes; left out, the pieces follow in order with the free time spread evenly between and after them. */
  readonly at?: number;
}

/**
 * Re-cut: pieces stay, the gaps between them are filled.
 * @throws AkezoraError `request_invalid` when the pieces are longer than the clip, or empty.
 */
export function recut(pieces: readonly KeptPiece[], seconds: number): RequestPart {
  const kept = pieces.reduce((sum, { from, to }) => sum + to - from, 0);
  if (pieces.some(({ from, to }) => to <= from))
    throw invalid('a piece must end after it begins', '区間の終わりは始まりより後にしてください');
  if (kept > seconds + 1e-6) {
    throw invalid(
      `the kept pieces are ${kept.toFixed(1)} s long, the clip ${seconds} s`,
      `残す区間は合計 ${kept.toFixed(1)} 秒で、クリップの ${seconds} 秒を超えています`,
    );
  }
  const gap = (seconds - kept) / pieces.length;
  let next = 0;
  const conditions = pieces.map(({ file, from, to, at }): ConditionInput => {
    const place = at ?? next;
    next = place + (to - from) + gap;
    return { source: { kind: 'video', file }, from, to, at: place };
  });
  return { conditions };
}

const invalid = (en: string, ja: string) => new AkezoraError('request_invalid', { field: 'recut', reason: { en, ja } });

/** Remix: the clip is kept by a strength (0 not at all, 1 wholly) under a new prompt, or an edited scene. */
export function remix(file: string, strength: number, scene?: GenerationRequestInput['scene']): RequestPart {
  return { ...videoAt(file, 0, strength), ...(scene === undefined ? {} : { scene }) };
}

/**
 * Blend: the first clip begins, the second ends, and where they overlap the one fades into the other. Clips too short to meet
 * leave a gap, which is filled.
 */
export function blend(first: MeasuredFile, second: MeasuredFile, seconds: number): RequestPart {
  const at = Math.max(0, seconds - second.seconds);
  const end = Math.min(first.seconds, seconds);
  if (at >= end) return combine(videoAt(first.file), videoAt(second.file, at));
  const fade = (from: number, to: number) => [
    { at, value: from },
    { at: end, value: to },
  ];
  return combine(videoAt(first.file, 0, fade(1, 0)), videoAt(second.file, at, fade(0, 1)));
}

/** Loop: the last frames are made to run into the first. */
export function loop(length: 'short' | 'normal' | 'long' = 'normal'): RequestPart {
  return { loop: length };
}

/** Storyboard: prompts over time; a card's image is a key frame at its time. */
export function storyboard(cards: readonly StoryboardCard[]): RequestPart {
  const images = cards.flatMap(({ image, at }) => (image === undefined ? [] : [imageToVideo(image, at)]));
  return combine({ storyboard: cards.map(({ at, prompt }) => ({ at, prompt })) }, ...images);
}

/** Character: a named subject of the scene, or reference pictures where the model takes them. */
export function character(
  name: string,
  reference: { readonly image?: string; readonly clip?: string } = {},
): RequestPart {
  return { characters: [{ name, ...reference }] };
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
