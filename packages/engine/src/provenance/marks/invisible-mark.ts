import { loadMarkKernels } from './mark-kernels.ts';
import { encodePayload } from './payload-code.ts';
import { drawTile, tileSide } from './tile.ts';

/** Puts one payload into pictures of one size. */
export interface InvisibleMark {
  /** Marks a plane of luma in place, `width * height` bytes. */
  add(luma: Uint8Array): void;
}

/** Amplitude in levels by a block's mean difference of neighbours: little where the eye sees it, more where texture hides it. */
const amplitude = (activity: number): number => Math.min(Math.max(0.6 + 0.16 * activity ** 0.8, 0.6), 2.4);

const up = (value: number, step: number) => Math.ceil(value / step) * step;

/**
 * Opens the invisible mark: 64 bits in the luma of every picture, the same in each, which `detectMark` finds again after a crop, a
 * new size, another frame rate or another encoding. It helps a clip that lost its metadata; it is no lock against an attacker.
 * @param payload 64 bits, such as the clip's id
 * @throws RangeError for more than 64 bits
 */
export async function openInvisibleMark(payload: bigint, width: number, height: number): Promise<InvisibleMark> {
  const side = tileSide(width, height);
  const [stride, rows] = [up(width, 16), up(height, 8)];
  const tile = 1024;
  const gains = tile + side * side * 2;
  const luma = up(gains + (stride * rows) / 64, 16);
  const size = luma + stride * (rows + 1) + 16;
  const memory = new WebAssembly.Memory({ initial: Math.ceil(size / 65536) });
  const kernels = await loadMarkKernels(memory);
  const bytes = new Uint8Array(memory.buffer);
  for (let i = 0; i < 1024; i += 1) bytes[i] = Math.round(amplitude(i / 32) * 32);
  new Int16Array(memory.buffer, tile, side * side).set(
    drawTile(side, encodePayload(payload)).map((v) => Math.round(v * 16)),
  );
  return {
    add(plane) {
      if (plane.length !== width * height) throw new RangeError(`${plane.length} bytes of ${width}x${height}`);
      if (stride === width) bytes.set(plane, luma);
      else
        for (let y = 0; y < height; y += 1) {
          bytes.set(plane.subarray(y * width, (y + 1) * width), luma + y * stride);
          bytes.fill(plane[(y + 1) * width - 1]!, luma + y * stride + width, luma + (y + 1) * stride);
        }
      const last = luma + (height - 1) * stride;
      for (let y = height; y <= rows; y += 1) bytes.copyWithin(luma + y * stride, last, last + stride);
      kernels.gains(gains, luma, stride, rows, 0);
      kernels.add(luma, stride, rows, tile, side, gains);
      if (stride === width) plane.set(bytes.subarray(luma, luma + width * height));
      else
        for (let y = 0; y < height; y += 1)
          plane.set(bytes.subarray(luma + y * stride, luma + y * stride + width), y * width);
    },
  };
}
