import type { EncodeOptions } from '../encode-options.ts';
import { encoderSettings } from '../formats.ts';
import type { Frame } from '../frame.ts';
import { openEncoder } from '../native-encoder.ts';
import { mp4Stream } from './mp4.ts';
import { livePieces } from './pieces.ts';
import { shrinkFrame } from './shrink.ts';

/** Pixels of the shorter side of a stream that is encoded for itself. */
const smallSide = 360;

/** The size at which a stream is encoded for itself: at most 360p, in even numbers. */
export function smallSize(width: number, height: number): { width: number; height: number } {
  const scale = Math.min(1, smallSide / Math.min(width, height));
  const even = (side: number) => Math.max(16, Math.round((side * scale) / 2) * 2);
  return { width: even(width), height: even(height) };
}

/**
 * Passes frames on and sends them to `live` as well, as a small H.264 stream: for clips whose own codec is another. A clip in
 * H.264 shares its own pictures instead, see `encodeContainer`.
 */
export async function* alsoLive(
  frames: AsyncIterable<Frame>,
  options: Pick<EncodeOptions, 'width' | 'height' | 'fps'>,
  live: NonNullable<EncodeOptions['live']>,
): AsyncGenerator<Frame, void, void> {
  const { fps } = options;
  const { width, height } = smallSize(options.width, options.height);
  const encoder = await openEncoder(encoderSettings('h264', width, height, fps), width, height, fps);
  const pieces = livePieces(mp4Stream({ width, height, fps }), fps);
  try {
    for await (const frame of frames) {
      const small = shrinkFrame(frame, width, height);
      for (const picture of await encoder.add(small)) for (const piece of pieces.add(picture)) await live(piece);
      if (pieces.isOpening())
        for (const picture of await encoder.settled()) for (const piece of pieces.add(picture)) await live(piece);
      yield frame;
    }
    for (const picture of await encoder.finish()) for (const piece of pieces.add(picture)) await live(piece);
    for (const piece of pieces.finish()) await live(piece);
  } finally {
    encoder.close();
  }
}
