import type { Join } from '@akezora/contract';
import { decodeVideo } from './decode.ts';
import { encodeVideo } from './encode.ts';
import type { EncodeEvent, EncodeOptions } from './encode-options.ts';
import type { Frame } from './frame.ts';
import type { InputOptions } from './input.ts';
import { probe } from './probe.ts';
import { type Fitting, resample } from './resample.ts';
import type { SoundPiece } from './sound/clip-sound.ts';

/** A part of a video or animation. */
export interface Cut {
  readonly file: string;
  /** Start, in seconds of the file. Default 0. */
  readonly from?: number;
  /** End, in seconds of the file. Default: its end. */
  readonly to?: number;
}

/** The cuts of a joined clip in order: its source, and the generated clip without the overlap that both share. */
export function cutsOfJoin(
  source: string,
  generated: { readonly file: string; readonly seconds: number },
  { overlap, place }: Pick<Join, 'overlap' | 'place'>,
): Cut[] {
  const { file, seconds } = generated;
  return place === 'after'
    ? [{ file: source }, { file, from: overlap }]
    : [{ file, to: seconds - overlap }, { file: source }];
}

/** A cut with both ends. */
interface MeasuredCut {
  readonly file: string;
  readonly from: number;
  readonly to: number;
}

/** Output of joined cuts. Default of size and frame rate: those of the first cut. */
export type JoinOptions = Pick<EncodeOptions, 'file' | 'codec'> &
  Partial<Pick<EncodeOptions, 'width' | 'height' | 'fps' | 'facts' | 'signal' | 'mark'>> &
  Pick<InputOptions, 'field'> & { readonly fitting?: Fitting };

/**
 * Joins parts of videos one after another, with their sound, at one size and frame rate.
 * @throws AkezoraError for inputs that cannot be read and outputs that cannot be written.
 */
export async function* joinVideos(cuts: readonly Cut[], options: JoinOptions): AsyncGenerator<EncodeEvent, void, void> {
  const input = { ...(options.field === undefined ? {} : { field: options.field }) };
  const probes = await Promise.all(cuts.map((cut) => probe(cut.file, input)));
  const first = probes[0];
  if (first === undefined) throw new RangeError('joinVideos needs at least one cut');
  const even = (side: number) => Math.max(16, Math.round(side / 2) * 2);
  const width = options.width ?? even(first.width);
  const height = options.height ?? even(first.height);
  const fps = options.fps ?? commonRate(first.fps);
  const measured = cuts.map(({ file, from = 0, to }, index): MeasuredCut => {
    const end = probes[index]!.seconds;
    return { file, from, to: Math.min(to ?? end, end) };
  });
  const { sound, frames } = layOut(measured, fps);
  const { fitting, field: _field, ...encoding } = options;
  yield* encodeVideo(playAll(measured, { width, height, fps }, fitting, { ...input, signal: options.signal }), {
    ...encoding,
    width,
    height,
    fps,
    frames,
    sound,
  });
}

/** Times of the cuts in the clip, on whole frames so that sound and pictures are in sync. */
function layOut(cuts: readonly MeasuredCut[], fps: number): { sound: SoundPiece[]; frames: number } {
  let frames = 0;
  const sound = cuts.map(({ file, from, to }) => {
    const at = frames / fps;
    frames += frameCount(from, to, fps);
    return { file, from, to, at };
  });
  return { sound, frames };
}

const frameCount = (from: number, to: number, fps: number) => Math.max(1, Math.round((to - from) * fps));

async function* playAll(
  cuts: readonly MeasuredCut[],
  { width, height, fps }: { width: number; height: number; fps: number },
  fitting: Fitting | undefined,
  input: { readonly field?: string; readonly signal: AbortSignal | undefined },
): AsyncGenerator<Frame, void, void> {
  const { signal, ...named } = input;
  const reading = { ...named, ...(signal === undefined ? {} : { signal }) };
  for (const { file, from, to } of cuts) {
    let left = frameCount(from, to, fps);
    let last: Frame | undefined;
    for await (const frame of decodeVideo(file, { ...reading, from, to, fps })) {
      if (left === 0) break;
      last = resample(frame, width, height, fitting);
      yield last;
      left -= 1;
    }
    // A source whose last frame is short of its stated length holds it.
    for (; left > 0 && last !== undefined; left--) yield last;
  }
}

/** Snaps a measured average such as 23.9998 to the rate that was meant. */
function commonRate(fps: number): number {
  const exact = [12, 15, 24000 / 1001, 24, 25, 30000 / 1001, 30, 48, 50, 60000 / 1001, 60];
  const nearest = exact.reduce((best, rate) => (Math.abs(rate - fps) < Math.abs(best - fps) ? rate : best));
  return Math.abs(nearest - fps) / nearest < 0.0004 ? nearest : Math.min(120, Math.max(1, fps));
}
