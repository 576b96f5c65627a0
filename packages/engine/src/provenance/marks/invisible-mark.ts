import { loadMarkKernels } from './mark-kernels.ts';
import { encodePayload } from './payload-code.ts';
import { beginning, drawTile, tileSide } from './tile.ts';

/** Puts one payload into pictures of one size. */
export interface InvisibleMark {
  /** Marks a plane of luma in place, `width * height` bytes. */
  add(luma: Uint8Array): void;
}

/** Amplitude in levels by a block's mean difference of neighbours: little where the eye sees it, more where texture hides it. */
const amplitude = (activity: number): number => Math.min(0.63 + 0.52 * Math.max(activity - 0.5, 0) ** 0.8, 3.4);

/** Rows that are marked at once: few enough to stay in the processor's cache. */
const stripRows = 64;

const up = (value: number, step: number) => Math.ceil(value / step) * step;

/**
 * Opens the invisible mark: 64 bits in the luma of every picture, the same in each, which `openDetector` finds again after a crop, a
 * new size, another frame rate or another encoding. It helps a clip that lost its metadata; it is no lock against an attacker.
 * @param payload 64 bits, see `payloadOf`
 * @throws RangeError for more than 64 bits
 */
export async function openInvisibleMark(payload: bigint, width: number, height: number): Promise<InvisibleMark> {
  const side = tileSide(width, height);
  const stride = up(width, 16);
  const tile = 1024;
  const gains = tile + side * side * 2;
  const luma = up(gains + (stride * stripRows) / 64, 16);
  const size = luma + stride * (stripRows + 1) + 16;
  const memory = new WebAssembly.Memory({ initial: Math.ceil(size / 65536) });
  const kernels = await loadMarkKernels(memory);
  const bytes = new Uint8Array(memory.buffer);
  for (let i = 0; i < 1024; i += 1) bytes[i] = Math.round(amplitude(i / 32) * 32);
  new Int16Array(memory.buffer, tile, side * side).set(
    drawTile(side, encodePayload(payload), beginning(payload)).map((v) => Math.round(v * 16)),
  );
  /** Takes rows in; what lies right of them and below the picture repeats its border. */
  const take = (plane: Uint8Array, from: number) => {
    const rows = stripRows + 1;
    if (stride === width) bytes.set(plane.subarray(from * width, Math.min(from + rows, height) * width), luma);
    else
      for (let y = from; y < Math.min(from + rows, height); y += 1) {
        const at = luma + (y - from) * stride;
        bytes.set(plane.subarray(y * width, (y + 1) * width), at);
        bytes.fill(plane[(y + 1) * width - 1]!, at + width, at + stride);
      }
    const last = luma + (height - 1 - from) * stride;
    for (let y = height; y < from + rows; y += 1) bytes.copyWithin(luma + (y - from) * stride, last, last + stride);
  };
  const give = (plane: Uint8Array, from: number) => {
    const to = Math.min(from + stripRows, height);
    if (stride === width) plane.set(bytes.subarray(luma, luma + (to - from) * width), from * width);
    else
      for (let y = from; y < to; y += 1) {
        const at = luma + (y - from) * stride;
        plane.set(bytes.subarray(at, at + width), y * width);
      }
  };
  return {
    add(plane) {
      if (plane.length !== width * height) throw new RangeError(`${plane.length} bytes of ${width}x${height}`);
      for (let from = 0; from < height; from += stripRows) {
        take(plane, from);
        kernels.gains(gains, luma, stride, stripRows, 0);
        kernels.add(luma, stride, stripRows, tile, side, gains, from);
        give(plane, from);
      }
    },
  };
}
