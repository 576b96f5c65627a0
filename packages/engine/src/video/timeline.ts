import type { Input, InputTrack, InputVideoTrack } from 'mediabunny';
import { openHeaders } from './header-reader.ts';
import type { SniffedInput } from './input.ts';
import { type Edit, readEdits } from './mp4-edits.ts';

/** A stretch of a track that is shown. Times in seconds; those of the track are as the container library gives them. */
export interface Span {
  /** Time of the track from which it is shown; what lies before serves decoding only. */
  readonly from: number;
  /** Time of the track at which it ends. */
  readonly to: number;
  /** Added to a time of the track, it gives the time in the clip. */
  readonly shift: number;
}

/** When the primary tracks of a file are shown: time 0 of the clip is where the file begins to play. */
export interface Timeline {
  /** At least one, in the order in which they play; many where an editor cut and rearranged without coding anew. */
  readonly picture: readonly Span[];
  /** Likewise for the sound; empty without sound. */
  readonly sound: readonly Span[];
  /** Whether an edit asks for another speed than 1, which is not followed. */
  readonly otherRates: boolean;
}

const whole: Span = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY, shift: 0 };

/** Times within this are one: containers round to milliseconds. */
const tick = 5e-4;

/**
 * Sound that begins earlier than the first picture by more than this many seconds is heard before it, over the first picture held;
 * less is the priming of a sound codec, or the rounding of a cut.
 */
const patience = 0.1;

/** The video track that is shown: the primary one of those whose codec is known, since cameras add tracks of thumbnails. */
export async function pictureTrack(input: Input): Promise<InputVideoTrack | null> {
  const known = await input.getPrimaryVideoTrack({ filter: async (track) => (await track.getCodec()) !== null });
  return known ?? input.getPrimaryVideoTrack();
}

/** Reads when the picture and sound tracks of an opened file are shown, by their first times and their edit lists. */
export async function readTimeline(sniffed: SniffedInput, input: Input): Promise<Timeline> {
  const [picture, sound] = [await pictureTrack(input), await input.getPrimaryAudioTrack()];
  const edits = sniffed.format.name === 'matroska' ? new Map<number, readonly Edit[]>() : editsOf(sniffed.file);
  const editsFor = (track: InputTrack | null) => (track === null ? [] : (edits.get(track.id) ?? []));
  const spans = (track: InputTrack | null) => (track === null ? [] : spansOf(editsFor(track)));
  const [shown, heard] = [spans(picture), spans(sound)];
  const [first, second] = [await startOf(picture, shown), await startOf(sound, heard)];
  const start = second < first - patience ? second : Number.isFinite(first) ? first : second;
  const begin = Number.isFinite(start) ? start : 0;
  const moved = (span: Span): Span => ({ ...span, shift: span.shift - begin });
  return {
    picture: shown.map(moved),
    sound: heard.map(moved),
    otherRates: [...editsFor(picture), ...editsFor(sound)].some(({ media, rate }) => media !== undefined && rate !== 1),
  };
}

function editsOf(file: string): ReadonlyMap<number, readonly Edit[]> {
  const reader = openHeaders(file);
  try {
    return readEdits(reader);
  } finally {
    reader.close();
  }
}

/**
 * The stretches that an edit list shows; one that lasts the whole track without a list. The container library moves a track's
 * times by the first entry that shows something (if its speed is 1): the stretches are in its times.
 */
export function spansOf(edits: readonly Edit[]): Span[] {
  const first = edits.find(({ media }) => media !== undefined);
  if (first?.media === undefined) return [whole];
  const empty = edits.slice(0, edits.indexOf(first)).reduce((sum, { seconds }) => sum + seconds, 0);
  const moved = first.rate === 1 ? first.media - empty : 0;
  const spans: Span[] = [];
  let at = 0;
  for (const { seconds, media } of edits) {
    if (media !== undefined) {
      const from = media - moved;
      // "To the end" is what a list says that was written before the end was known.
      const to = seconds === 0 ? Number.POSITIVE_INFINITY : from + seconds;
      spans.push({ from, to, shift: at - from });
    }
    at += seconds;
  }
  return spans;
}

/** The clip's time of the first packet that a track shows; infinite when there is none. */
async function startOf(track: InputTrack | null, spans: readonly Span[]): Promise<number> {
  const [first] = spans;
  if (track === null || first === undefined) return Number.POSITIVE_INFINITY;
  const time = await track.getFirstTimestamp();
  return Math.max(time, first.from) + first.shift;
}

/** Whether a picture at a time of the track belongs to a stretch. */
export const isIn = ({ from, to }: Span, time: number): boolean => time >= from - tick && time < to - tick;
