import type { DraftCard, StoryboardData } from '@akezora/contract/api';
import { frameAt, frameOf, framesWithin, type Rate } from './rates.ts';

/** A video file of a cut. */
export interface CutMedia {
  readonly id: string;
  readonly name: string;
  /** Where it lies, from the timeline's own folder, with slashes. */
  readonly file: string;
  readonly rate: Rate;
  readonly frames: number;
  readonly width: number;
  readonly height: number;
  /** What else is known of it, for programs that read it. */
  readonly facts: Readonly<Record<string, string | number>>;
}

/** A part of a cut: frames of a file, or a gap. */
export interface CutItem {
  /** Length in frames of the cut. */
  readonly frames: number;
  readonly name: string;
  /** The words of the cards that begin here. */
  readonly words: readonly string[];
  /** The file and its first frame, in frames of the file; without it the part is a gap. */
  readonly source?: { readonly media: CutMedia; readonly start: number };
}

/** A storyboard as one track of parts that follow each other, for editing programs. */
export interface Cut {
  readonly name: string;
  readonly rate: Rate;
  readonly width: number;
  readonly height: number;
  readonly items: readonly CutItem[];
}

/** What a cut is made of. */
export interface CutSources {
  readonly name: string;
  readonly data: StoryboardData;
  readonly rate: Rate;
  readonly width: number;
  readonly height: number;
  /** The clip that was made of the storyboard; its parts follow the cards. Default: none. */
  readonly made?: CutMedia | undefined;
  /** The clips of the cards, by their id. */
  readonly clips: ReadonlyMap<string, CutMedia>;
}

/**
 * Cuts a storyboard at its cards, to whole frames. With the clip that was made of it, each card is its part of that; without one, a card of
 * a clip is that clip's part, and any other card a gap of its length. Where a file ends before its card does, a gap follows.
 */
export function cutOf({ name, data, rate, width, height, made, clips }: CutSources): Cut {
  const cards = [...data.cards].sort((a, b) => a.at - b.at);
  const end = frameAt(data.seconds, rate);
  const items: CutItem[] = [];
  let words: string[] = [];
  const first = frameAt(cards[0]?.at ?? data.seconds, rate);
  if (first > 0) items.push(gapOf(Math.min(first, end), []));
  for (const [index, card] of cards.entries()) {
    const from = frameAt(card.at, rate);
    const frames = Math.min(end, frameAt(cards[index + 1]?.at ?? data.seconds, rate)) - from;
    if (card.prompt.trim() !== '') words.push(card.prompt.trim());
    // Two cards within half a frame: the words of both stand at one place.
    if (frames <= 0) continue;
    items.push(...partsOf(card, { from, frames, words, rate, made, clips, isLast: from + frames >= end }));
    words = [];
  }
  return { name, rate, width, height, items };
}

interface Part extends Pick<CutSources, 'rate' | 'made' | 'clips'> {
  readonly from: number;
  readonly frames: number;
  readonly words: readonly string[];
  readonly isLast: boolean;
}

function partsOf(card: DraftCard, { from, frames, words, rate, made, clips, isLast }: Part): CutItem[] {
  const media = made ?? (card.kind === 'video' && card.clip !== undefined ? clips.get(card.clip) : undefined);
  if (media === undefined) return [gapOf(frames, words)];
  const start = made === undefined ? frameAt(card.from ?? 0, media.rate) : frameOf(from, rate, media.rate);
  const stop = made === undefined && card.to !== undefined ? frameAt(card.to, media.rate) : media.frames;
  const there = Math.max(0, Math.min(frames, framesWithin(Math.min(stop, media.frames) - start, media.rate, rate)));
  if (there === 0) return [gapOf(frames, words)];
  const name = titleOf(words) || media.name;
  const part: CutItem = { frames: there, name, words, source: { media, start } };
  const rest = frames - there;
  // A frame that only another rate makes of the end is none.
  return rest === 0 || (isLast && rest === 1) ? [part] : [part, gapOf(rest, [])];
}

const gapOf = (frames: number, words: readonly string[]): CutItem => ({ frames, name: titleOf(words), words });

/** The first words, for a name that a list shows in one line. */
export function titleOf(words: readonly string[]): string {
  const line = words.join(' / ').replace(/\s+/g, ' ');
  const letters = [...line];
  return letters.length <= 60 ? line : `${letters.slice(0, 59).join('')}…`;
}
