/** Transparent video: WebM holds the alpha of VP8 and VP9 as a second stream beside the first. It lies on white, as pictures do. */
import type { VideoFrame } from '@napi-rs/webcodecs';
import type { EncodedPacket, InputVideoTrack } from 'mediabunny';
import type { SniffedInput } from './input.ts';
import { loadCoders } from './libraries.ts';
import { openDecoder } from './native-decoder.ts';
import { discard, type NativePicture } from './native-picture.ts';
import type { TrackLook } from './track-look.ts';

/** Puts the frames of a decoder, which come in the order of their packets, on their ground. */
export interface Ground {
  /** Takes a packet that shows a picture, or serves one that does. */
  add(packet: EncodedPacket, isShown: boolean): Promise<void>;
  /** Takes decoded frames; gives those whose alpha is there. */
  under(frames: Iterable<VideoFrame>): NativePicture[];
  /** Waits for the alpha of all packets. */
  flush(): Promise<void>;
  close(): void;
}

/** Opens the alpha of a track; `undefined` for a track without. */
export async function openGround(
  sniffed: SniffedInput,
  track: InputVideoTrack,
  look: TrackLook,
): Promise<Ground | undefined> {
  if (!(await track.canBeTransparent())) return undefined;
  const { EncodedVideoChunk } = await loadCoders();
  const decoder = await openDecoder(sniffed, track, look);
  /** For each shown packet whether it has alpha; then the frames that wait for theirs. */
  const expected: boolean[] = [];
  const waiting: VideoFrame[] = [];
  const masks: VideoFrame[] = [];
  return {
    add: async ({ sideData: { alpha }, type, timestamp }, isShown) => {
      if (isShown) expected.push(alpha !== undefined);
      if (alpha === undefined) return;
      const data = alpha as Uint8Array<ArrayBuffer>;
      decoder.native.decode(new EncodedVideoChunk({ type, data, timestamp: Math.round(timestamp * 1e6) }));
    },
    under: (frames) => {
      waiting.push(...frames);
      masks.push(...decoder.take());
      const placed: NativePicture[] = [];
      while (waiting.length > 0 && (expected[0] !== true || masks.length > 0)) {
        const native = waiting.shift()!;
        placed.push(expected.shift() === true ? onWhite(native, masks.shift()!) : native);
      }
      return placed;
    },
    flush: () => decoder.native.flush(),
    close: () => {
      for (const frame of [...waiting.splice(0), ...masks.splice(0)]) discard(frame);
      decoder.close();
    },
  };
}

/** A frame on white, mixed where its samples are; the luma of the other is how much of it is seen. */
function onWhite(native: VideoFrame, mask: VideoFrame): NativePicture {
  return {
    ...{ format: native.format, visibleRect: native.visibleRect, colorSpace: native.colorSpace },
    allocationSize: () => native.allocationSize(),
    close: () => {
      discard(mask);
      native.close();
    },
    copyTo: async (to: Uint8Array) => {
      const planes = await native.copyTo(to);
      const alpha = new Uint8Array(mask.allocationSize());
      const [seen] = await mask.copyTo(alpha);
      const { width, height } = native.visibleRect;
      const isSame = mask.visibleRect.width === width && mask.visibleRect.height === height;
      // VP8 and VP9 have alpha at eight bits and 4:2:0 alone.
      if (native.format !== 'I420' || !isSame) return planes;
      const white = native.colorSpace.fullRange === true ? 255 : 235;
      for (const [index, { offset, stride }] of planes.entries()) {
        const shift = index === 0 ? 0 : 1;
        const [ground, columns, rows] = [
          index === 0 ? white : 128,
          (width + shift) >> shift,
          (height + shift) >> shift,
        ];
        for (let y = 0; y < rows; y++) {
          const row = seen!.offset + (y << shift) * seen!.stride;
          const next = (y << shift) + shift < height ? row + shift * seen!.stride : row;
          for (let x = 0; x < columns; x++) {
            // Chroma is seen as much as its four samples of luma are on the whole.
            const [one, two] = [x << shift, Math.min((x << shift) + shift, width - 1)];
            const share = (alpha[row + one]! + alpha[row + two]! + alpha[next + one]! + alpha[next + two]!) / 4;
            const at = offset + y * stride + x;
            to[at] = (to[at]! * share + ground * (255 - share) + 127) / 255;
          }
        }
      }
      return planes;
    },
  };
}
