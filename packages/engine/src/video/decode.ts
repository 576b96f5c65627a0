import { inputFailure, type OpenedVideo, openVideo } from './container.ts';
import type { Frame } from './frame.ts';
import { decodePage, readImageHead } from './image.ts';
import { type InputOptions, type SniffedInput, sniffInput, unreadable } from './input.ts';
import { discard, frameToRgba, nativeFrames, type TimedFrame } from './native-decoder.ts';
import { resampleRate } from './rate.ts';
import { rotateFrame } from './resample.ts';

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
  const frames =
    sniffed.format.kind === 'animation' ? pages(sniffed, from, to) : packets(sniffed, from, to, options.signal);
  let count = 0;
  const source =
    options.fps === undefined
      ? frames
      : resampleRate(frames, options.fps, { from, to: Math.min(to, await endOf(sniffed)) });
  for await (const frame of source) {
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
}

/** Seconds at which the last frame of a source ends. */
async function endOf(sniffed: SniffedInput): Promise<number> {
  if (sniffed.format.kind === 'animation') {
    const { frames, delays } = await readImageHead(sniffed);
    return Array.from({ length: frames }, (_, page) => frameSeconds(delays[page])).reduce((a, b) => a + b, 0);
  }
  const { track, start, close } = await openVideo(sniffed);
  try {
    return (await track.computeDuration()) - start;
  } catch (thrown) {
    throw inputFailure(sniffed, thrown);
  } finally {
    close();
  }
}

async function* pages(input: SniffedInput, from: number, to: number): AsyncGenerator<Frame, void, void> {
  const head = await readImageHead(input);
  let at = 0;
  for (let page = 0; page < head.frames && at < to; page++) {
    const seconds = frameSeconds(head.delays[page]);
    if (at + seconds > from) yield await decodePage(input, page, at);
    at += seconds;
  }
}

/** Seconds an animation shows a frame; delays under 20 ms mean 100 ms, as browsers have it. */
export const frameSeconds = (delay: number | undefined): number =>
  (delay === undefined || delay < 20 ? 100 : delay) / 1000;

async function* packets(
  sniffed: SniffedInput,
  from: number,
  to: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Frame, void, void> {
  const opened = await openVideo(sniffed);
  try {
    yield* decodeTrack(sniffed, opened, from, to, signal);
  } catch (thrown) {
    throw signal?.aborted ? signal.reason : inputFailure(sniffed, thrown);
  } finally {
    opened.close();
  }
}

async function* decodeTrack(
  sniffed: SniffedInput,
  { track, start }: OpenedVideo,
  from: number,
  to: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Frame, void, void> {
  const look = { rotation: await track.getRotation(), colours: await track.getColorSpace() };
  const finish = async ({ native, at }: TimedFrame): Promise<Frame> =>
    rotateFrame(await frameToRgba(native, look.colours, Math.max(0, at - start)), look.rotation);
  // A frame ends when the next one begins: one waits, not yet converted, until that time is known.
  let held: TimedFrame | undefined;
  try {
    for await (const frame of nativeFrames(sniffed, track, from + start, to + start, signal)) {
      const at = frame.at - start;
      if (at <= from + tick) {
        if (held !== undefined) discard(held.native);
        held = frame;
        continue;
      }
      if (held !== undefined) {
        const shown = held;
        held = undefined;
        yield await finish(shown);
      }
      if (at >= to - tick) {
        frame.native.close();
        return;
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
