/**
 * Conditioning frames as video models know frames: slightly blurred, and passed once through H.264. Reference:
 * `load_image_to_tensor_with_resize_and_crop` of Lightricks/LTX-Video (Gaussian of 3 pixels and σ 1, then CRF 29), for pictures and for
 * every frame of a clip.
 */
import type { Frame } from '../video/frame.ts';
import { throughH264 } from '../video/h264-pass.ts';

/** Weight of a neighbour: e^(−½) / (1 + 2 e^(−½)), the Gaussian with σ 1 over three pixels. */
const side = Math.exp(-0.5) / (1 + 2 * Math.exp(-0.5));

/**
 * Blurs frames and passes them through H.264.
 * @param frames frames of one even size
 * @param crf 1 to 40; 0 leaves the frames as they are, the blur too
 */
export function wornFrames(frames: readonly Frame[], crf: number, signal?: AbortSignal): Promise<readonly Frame[]> {
  return crf === 0 ? Promise.resolve(frames) : throughH264(frames.map(blurred), crf, signal);
}

/** A frame blurred by a Gaussian of 3 × 3 pixels and σ 1; at the edges it is mirrored. Values are cut to bytes, as in the reference. */
export function blurred(frame: Frame): Frame {
  const { width, height, data } = frame;
  const rows = new Float32Array(data.length);
  const row = width * 4;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [at, left, right] = [x, mirrored(x - 1, width), mirrored(x + 1, width)].map((i) => y * row + i * 4);
      for (let c = 0; c < 4; c++)
        rows[at! + c] = (1 - 2 * side) * data[at! + c]! + side * (data[left! + c]! + data[right! + c]!);
    }
  const out = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    const [at, above, below] = [y, mirrored(y - 1, height), mirrored(y + 1, height)].map((i) => i * row);
    for (let i = 0; i < row; i++) {
      const value = (1 - 2 * side) * rows[at! + i]! + side * (rows[above! + i]! + rows[below! + i]!);
      // A flat area stays what it is: rounding of sums must not cost a level.
      out[at! + i] = Math.floor(value + 1e-3);
    }
  }
  return { ...frame, data: out };
}

/** Index of a neighbour beyond an edge, mirrored at the edge's pixel. */
const mirrored = (i: number, count: number): number =>
  i < 0 ? Math.min(1, count - 1) : i < count ? i : Math.max(0, count - 2);
