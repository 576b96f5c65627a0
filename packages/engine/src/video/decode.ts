import { inputFailure, type OpenedVideo, openVideo } from './container.ts';
import { deinterlaced } from './deinterlace.ts';
import type { Frame } from './frame.ts';
import { nativeFrames, type TimedFrame } from './frame-reader.ts';
import { decodePage, readImageHead } from './image.ts';
import { type InputOptions, type SniffedInput, sniffInput } from './input.ts';
import { unreadable } from './input-faults.ts';
import { discard, frameToRgba, planeOfLuma } from './native-picture.ts';
import { measureTimes } from './picture-times.ts';
import { resampleRate } from './rate.ts';
import { lookOf, type TrackLook } from './track-look.ts';

/** Options of decoding: the part of the video, and its frame rate. */
export interface DecodeOptions extends InputOptions {
  /** Seconds from the start of the source; the first frame is the one visible at `from`. Default 0. */
  readonly from?: number;
  /** Seconds from the start of the source; frames that begin at or after `to` are left out. Default: the end. */
  readonly to?: number;
  /** Constant frame rate to convert to, starting at `from`. Default: every frame of the source, at its own time. */
  readonly fps?: number;
}

/** Time stamps are microseconds rounded from fractions; two within this are one. */
const tick = 5e-4;

/**
 * Decodes a video (MP4, MOV, MKV, WebM; H.264, HEVC, VP8, VP9, AV1) or an animation (GIF, WebP) frame by frame, upright
 * by its rotation. `at` of each frame counts from the start of the source. Memory does not grow with length.
 * @throws AkezoraError `input_missing`, `input_unreadable`, `input_too_large`; aborts with the signal's reason.
 */
export async function* decodeVideo(file: string, options: DecodeOptions = {}): AsyncGenerator<Frame, void, void> {
  const sniffed = await sniffInput(file, options);
  const from = options.from ?? 0;
  const to = options.to ?? Number.POSITIVE_INFINITY;
  const source =
    sniffed.format.kind === 'animation' ? await openAnimation(sniffed) : await openTrack(sniffed, options.signal);
  try {
    const all = source.frames(from, to);
    const frames =
      options.fps === undefined ? all : resampleRate(all, options.fps, { from, to: Math.min(to, await source.end()) });
    let count = 0;
    for await (const frame of frames) {
      options.signal?.throwIfAborted();
      count += 1;
      yield frame;
    }
    if (count === 0) {
      throw unreadable(sniffed, {
        en: `it has no frame between ${from} and ${to} seconds`,
        ja: `${from}秒から ${to}秒の間にフレームがありません`,
      });
    }
  } finally {
    source.close();
  }
}

/** Luma of a picture as it is coded: not turned, and its pixels perhaps not square. */
export interface Luma {
  readonly width: number;
  readonly height: number;
  readonly at: number;
  /** `width * height` bytes. */
  readonly luma: Uint8Array;
}

/**
 * The luma of a picture, or of those of a video or animation, at most `perSecond` of each second: much faster than whole frames.
 * @throws AkezoraError as `decodeVideo` does
 */
export async function* decodeLumas(
  file: string,
  options: Omit<DecodeOptions, 'fps'> & { readonly perSecond: number },
): AsyncGenerator<Luma, void, void> {
  const { perSecond, ...reading } = options;
  const { from = 0, to = Number.POSITIVE_INFINITY, signal } = reading;
  let next = from;
  const isDue = (at: number) => {
    if (at < next - tick) return false;
    next = Math.max(next, at) + 1 / perSecond;
    return true;
  };
  const sniffed = await sniffInput(file, reading);
  if (sniffed.format.kind === 'image') {
    await readImageHead(sniffed);
    yield lumaOfPixels(await decodePage(sniffed, 0, 0));
    return;
  }
  if (sniffed.format.kind === 'animation') {
    for await (const frame of decodeVideo(file, reading)) if (isDue(frame.at)) yield lumaOfPixels(frame);
    return;
  }
  const opened = await openVideo(sniffed);
  try {
    const look = await lookOf(sniffed, opened.track);
    const finish: Finish<Luma | undefined> = async ({ native, at }) => {
      if (isDue(at)) return (await planeOfLuma(native, at)) ?? lumaOfPixels(await frameToRgba(native, look, at));
      discard(native);
      return undefined;
    };
    for await (const luma of finished(sniffed, opened, { from, to }, signal, look, finish)) {
      signal?.throwIfAborted();
      if (luma !== undefined) yield luma;
    }
  } finally {
    opened.close();
  }
}

function lumaOfPixels({ width, height, data, at }: Frame): Luma {
  const luma = new Uint8Array(width * height);
  for (let i = 0; i < luma.length; i += 1)
    luma[i] = 0.2126 * data[4 * i]! + 0.7152 * data[4 * i + 1]! + 0.0722 * data[4 * i + 2]!;
  return { width, height, at, luma };
}

/** A video or an animation opened for decoding. */
interface FrameSource {
  /** Seconds at which the last frame ends. */
  end(): Promise<number>;
  frames(from: number, to: number): AsyncGenerator<Frame, void, void>;
  close(): void;
}

async function openAnimation(input: SniffedInput): Promise<FrameSource> {
  const head = await readImageHead(input);
  const delays = Array.from({ length: head.frames }, (_, page) => frameSeconds(head.delays[page]));
  return {
    end: async () => delays.reduce((a, b) => a + b, 0),
    frames: (from, to) => pages(input, delays, from, to),
    close: () => {},
  };
}

async function openTrack(sniffed: SniffedInput, signal: AbortSignal | undefined): Promise<FrameSource> {
  const opened = await openVideo(sniffed);
  return {
    end: async () => {
      try {
        return (await measureTimes(sniffed, opened.track, opened.timeline.picture)).end;
      } catch (thrown) {
        throw inputFailure(sniffed, thrown);
      }
    },
    frames: (from, to) => packets(sniffed, opened, from, to, signal),
    close: opened.close,
  };
}

async function* pages(
  input: SniffedInput,
  delays: readonly number[],
  from: number,
  to: number,
): AsyncGenerator<Frame, void, void> {
  let at = 0;
  for (const [page, seconds] of delays.entries()) {
    if (at >= to) return;
    if (at + seconds > from) yield await decodePage(input, page, at);
    at += seconds;
  }
}

/** Seconds an animation shows a frame; delays under 20 ms mean 100 ms, as browsers have it. */
export const frameSeconds = (delay: number | undefined): number =>
  (delay === undefined || delay < 20 ? 100 : delay) / 1000;

/** A decoded picture becomes something else, and is closed. */
type Finish<T> = (picture: TimedFrame) => Promise<T>;

async function* packets(
  sniffed: SniffedInput,
  opened: OpenedVideo,
  from: number,
  to: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Frame, void, void> {
  const look = await lookOf(sniffed, opened.track);
  yield* finished(sniffed, opened, { from, to }, signal, look, ({ native, at }) => frameToRgba(native, look, at));
}

async function* finished<T>(
  sniffed: SniffedInput,
  opened: OpenedVideo,
  part: { readonly from: number; readonly to: number },
  signal: AbortSignal | undefined,
  look: TrackLook,
  finish: Finish<T>,
): AsyncGenerator<T, void, void> {
  try {
    yield* decodeTrack(sniffed, opened, part, signal, look, finish);
  } catch (thrown) {
    throw signal?.aborted ? signal.reason : inputFailure(sniffed, thrown);
  }
}

async function* decodeTrack<T>(
  sniffed: SniffedInput,
  { track, timeline }: OpenedVideo,
  { from, to }: { readonly from: number; readonly to: number },
  signal: AbortSignal | undefined,
  look: TrackLook,
  finish: Finish<T>,
): AsyncGenerator<T, void, void> {
  for (const span of timeline.picture) {
    if (span.to + span.shift <= from + tick) continue;
    if (span.from + span.shift >= to - tick) return;
    const coded = nativeFrames(sniffed, { track, look }, span, { from, to }, signal);
    yield* spanFrames(look.fields === undefined ? coded : deinterlaced(coded, look.fields), from, finish);
  }
}

/** Finishes the frames of a stretch from the one visible at `from` on: earlier ones serve decoding only. */
async function* spanFrames<T>(
  frames: AsyncIterable<TimedFrame>,
  from: number,
  finish: Finish<T>,
): AsyncGenerator<T, void, void> {
  // A frame ends when the next one begins: one waits, not yet converted, until that time is known.
  let held: TimedFrame | undefined;
  try {
    for await (const frame of frames) {
      if (frame.at <= from + tick) {
        const earlier = held;
        held = frame;
        // Frames of one time are all given, as elsewhere.
        if (earlier === undefined) continue;
        if (earlier.at < from - tick) discard(earlier.native);
        else yield await finish(earlier);
        continue;
      }
      if (held !== undefined) {
        const shown = held;
        held = undefined;
        yield await finish(shown);
      }
      yield await finish(frame);
    }
    if (held !== undefined) {
      const last = held;
      held = undefined;
      yield await finish(last);
    }
  } finally {
    held?.native.close();
  }
}
