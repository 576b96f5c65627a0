import type { GenerationRequestInput, Resolution } from '@akezora/contract';
import type { Clip, StoryboardData } from '@akezora/contract/api';
import { compact } from '../util/compact.ts';

type Part = Partial<GenerationRequestInput>;
type ConditionInput = NonNullable<GenerationRequestInput['conditions']>[number];

/** How a strength may run over time: points of seconds and value. */
export type Curve = readonly { readonly at: number; readonly value: number }[];

/** Values have three digits: finer than a frame, and readable. */
const round = (value: number) => Math.round(value * 1000) / 1000;

const known = (clip: Pick<Clip, 'id'>, rest: Partial<ConditionInput> = {}): ConditionInput => ({
  source: { kind: 'clip', id: clip.id },
  ...rest,
});

/** Name of the height nearest to a clip's own. */
export function resolutionOf(clip: Pick<Clip, 'width' | 'height'>): Resolution {
  const side = Math.min(clip.width, clip.height);
  const names = ['360p', '480p', '540p', '720p', '1080p'] as const;
  return names.reduce((best, name) =>
    Math.abs(Number.parseInt(name, 10) - side) < Math.abs(Number.parseInt(best, 10) - side) ? name : best,
  );
}

/** Shape nearest to a clip's own. */
export function aspectOf(clip: Pick<Clip, 'width' | 'height'>): '16:9' | '9:16' | '1:1' {
  const shape = clip.width / clip.height;
  return shape > 1.25 ? '16:9' : shape < 0.8 ? '9:16' : '1:1';
}

const like = (clip: Clip): Part => ({ aspect: aspectOf(clip), resolution: resolutionOf(clip), parent: clip.id });

/** How much of the clip a remix keeps. */
export const remixKeeps = { subtle: 0.8, mild: 0.55, strong: 0.3 } as const;

/** Remix: the whole clip is kept by a strength, under a prompt that says what changes; the same seed keeps the staging. */
export function remix(clip: Clip, how: keyof typeof remixKeeps, prompt: string, change: string): Part {
  const text = change.trim() === '' ? prompt.trim() : `${prompt.trim().replace(/[.。]$/, '')}. ${change.trim()}`;
  return compact({
    ...like(clip),
    prompt: text,
    seconds: clip.seconds,
    seed: clip.seed ?? undefined,
    conditions: [known(clip, { strength: remixKeeps[how] })],
  });
}

/** Extend: the clip stays, and new seconds come after its end or before its start. */
export function extend(clip: Clip, by: number, direction: 'after' | 'before', prompt: string): Part {
  return {
    ...like(clip),
    prompt,
    seconds: round(clip.seconds + by),
    conditions: [known(clip, { from: 0, to: clip.seconds, at: direction === 'after' ? 0 : by })],
  };
}

/** Seconds a loop's seam takes. */
export const seams = { short: 2, normal: 4, long: 6 } as const;

/** Loop: the clip stays, and a seam leads from its end back to its start. */
export function loop(clip: Clip, length: keyof typeof seams): Part {
  return {
    ...like(clip),
    prompt: clip.prompt,
    seconds: round(clip.seconds + seams[length]),
    loop: length,
    conditions: [known(clip, { from: 0, to: clip.seconds })],
  };
}

/** Blend: the first from the start and the second until the end, the second held as the curve says and the first by what is left. */
export function blend(first: Clip, second: Clip, curve: Curve, seconds: number, prompt: string): Part {
  const points = curve.map(({ at, value }) => ({ at: round(at), value: round(value) }));
  return {
    ...like(first),
    prompt,
    seconds: round(seconds),
    conditions: [
      known(first, { strength: points.map(({ at, value }) => ({ at, value: round(1 - value) })) }),
      known(second, {
        strength: points,
        at: Math.max(0, round(seconds - second.seconds)),
        // Of a second clip longer than the blend, the end is what is seen.
        ...(second.seconds > seconds ? { from: round(second.seconds - seconds), to: second.seconds } : {}),
      }),
    ],
  };
}

/** A kept stretch of a clip, with the new seconds before it. */
export interface Piece {
  readonly key: string;
  readonly clip: Clip;
  readonly from: number;
  readonly to: number;
  readonly gap: number;
}

/** Length of a re-cut. */
export const recutSeconds = (pieces: readonly Piece[], after: number): number =>
  round(pieces.reduce((sum, { from, to, gap }) => sum + gap + to - from, after));

/** Re-cut: pieces stay in their order, and the gaps between and around them are filled. */
export function recut(pieces: readonly Piece[], after: number, prompt: string): Part {
  let at = 0;
  const conditions = pieces.map(({ clip, from, to, gap }) => {
    at += gap;
    const condition = known(clip, { from: round(from), to: round(to), at: round(at) });
    at += to - from;
    return condition;
  });
  const first = pieces[0]?.clip;
  return { ...(first ? like(first) : {}), prompt, seconds: recutSeconds(pieces, after), conditions };
}

/** Storyboard: each card's words hold from its time on; its picture or clip is known from there. */
export function storyboard(data: StoryboardData): Part {
  const cards = [...data.cards].sort((a, b) => a.at - b.at);
  const ends = cards.map((_, index) => cards[index + 1]?.at ?? data.seconds);
  const conditions = cards.flatMap((card, index): ConditionInput[] => {
    if (card.kind === 'text') return [];
    const room = (ends[index] ?? data.seconds) - card.at;
    const from = card.from ?? 0;
    if (card.kind === 'image')
      return card.upload === undefined
        ? []
        : [{ source: { kind: 'image', file: `upload:${card.upload}` }, at: card.at }];
    const until = { from, to: round(Math.min(card.to ?? Number.POSITIVE_INFINITY, from + room)), at: card.at };
    if (card.clip !== undefined) return [known({ id: card.clip }, until)];
    return card.upload === undefined ? [] : [{ source: { kind: 'video', file: `upload:${card.upload}` }, ...until }];
  });
  const spoken = cards.filter(({ prompt }) => prompt.trim() !== '');
  return compact({
    prompt: spoken.map(({ prompt }) => prompt.trim()).join(' / '),
    seconds: data.seconds,
    aspect: data.aspect,
    resolution: data.resolution,
    preset: data.preset,
    seed: data.seed,
    model: data.model,
    storyboard:
      spoken.length === 0
        ? undefined
        : spoken.map(({ at, prompt }, index) => ({ at: index === 0 ? 0 : at, prompt: prompt.trim() })),
    conditions: conditions.length === 0 ? undefined : conditions,
  });
}
