import { AkezoraError } from '@akezora/contract';
import { encodeAnimation } from './encode-animation.ts';
import { encodeContainer } from './encode-container.ts';
import type { EncodeEvent, EncodeOptions } from './encode-options.ts';
import type { Frame } from './frame.ts';
import { alsoLive } from './live/live-output.ts';
import { resample } from './resample.ts';

/**
 * Writes frames to a video (H.264, HEVC, VP9, AV1) or an animation (WebP, GIF). Frames of another size are scaled to
 * cover. Memory does not grow with length. Frames are used up: those that can be are made use of again. On any failure or cancel nothing is left behind.
 * @throws AkezoraError `output_unwritable`, `not_enough_disk`, `size_unsupported`; aborts with the signal's reason.
 */
export async function* encodeVideo(
  frames: AsyncIterable<Frame> | Iterable<Frame>,
  options: EncodeOptions,
): AsyncGenerator<EncodeEvent, void, void> {
  checkSize(options);
  const { codec, live } = options;
  const fitted = prepare(frames, options);
  const prepared = live === undefined || codec === 'h264' ? fitted : alsoLive(fitted, options, live);
  if (options.codec === 'webp' || options.codec === 'gif') {
    yield* encodeAnimation(prepared, { ...options, codec: options.codec });
  } else {
    yield* encodeContainer(prepared, { ...options, codec: options.codec });
  }
}

/** Runs an encoding to its end and drops its progress. */
export async function encodeAll(frames: AsyncIterable<Frame> | Iterable<Frame>, options: EncodeOptions): Promise<void> {
  for await (const _ of encodeVideo(frames, options));
}

function checkSize({ width, height, codec }: EncodeOptions): void {
  const even = codec === 'webp' || codec === 'gif' ? 1 : 2;
  const fits = (side: number) => Number.isInteger(side) && side >= 16 && side <= 8192 && side % even === 0;
  if (fits(width) && fits(height)) return;
  const near = (side: number) => Math.min(8192, Math.max(16, Math.round(side / even) * even));
  throw new AkezoraError('size_unsupported', {
    field: 'size',
    model: codec,
    asked: `${width}x${height}`,
    nearest: `${near(width)}x${near(height)}`,
  });
}

/** Scales and marks; stops waiting for a frame as soon as the signal aborts. */
async function* prepare(
  frames: AsyncIterable<Frame> | Iterable<Frame>,
  { width, height, mark, signal }: EncodeOptions,
): AsyncGenerator<Frame, void, void> {
  let index = 0;
  for await (const frame of untilAborted(frames, signal)) {
    const fitted = resample(frame, width, height);
    yield mark === undefined ? fitted : await mark(fitted, index);
    index += 1;
  }
  if (index === 0) throw new AkezoraError('internal', { reason: 'no frames came to the encoder' });
}

async function* untilAborted<T>(
  items: AsyncIterable<T> | Iterable<T>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T, void, void> {
  if (signal === undefined) return yield* items;
  signal.throwIfAborted();
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  let stop: (reason: unknown) => void = () => undefined;
  const onAbort = () => stop(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  let finished = false;
  try {
    for (;;) {
      signal.throwIfAborted();
      // Not Promise.race with one promise of the abort: that would hold every frame until the abort settles.
      const next = await new Promise<IteratorResult<T>>((resolve, reject) => {
        stop = reject;
        Promise.resolve(iterator.next()).then(resolve, reject);
      });
      if (next.done === true) {
        finished = true;
        return;
      }
      yield next.value;
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    // A source that is in the middle of a frame answers later; nobody waits for it.
    if (!finished) void Promise.resolve(iterator.return?.()).catch(() => undefined);
  }
}
