import type { Frame } from '../../../video/frame.ts';
import { resample } from '../../../video/resample.ts';

/** Size at which frames are compared: composition counts, not detail. */
const [width, height] = [64, 36];
/** Farthest movement between two frames that is looked for, in columns of 64. */
const farthest = 8;

/** Mean difference of two frames' colours at a small size, 0 (the same) to 1. */
export function frameDifference(a: Frame, b: Frame): number {
  const [one, other] = [a, b].map((frame) => resample(frame, width, height).data) as [Uint8Array, Uint8Array];
  let sum = 0;
  for (let i = 0; i < one.length; i += 1) if (i % 4 !== 3) sum += Math.abs(one[i]! - other[i]!);
  return sum / (width * height * 3 * 255);
}

/** Columns' mean brightness, 0 to 255. */
function columnsOf(frame: Frame): number[] {
  const { data } = resample(frame, width, height);
  return Array.from({ length: width }, (_, x) => {
    let sum = 0;
    for (let y = 0; y < height; y += 1) for (let c = 0; c < 3; c += 1) sum += data[(y * width + x) * 4 + c]!;
    return sum / (height * 3);
  });
}

/** Which way what is seen moves from one frame to a later one; undefined where nothing moves across the frame. */
export function movementBetween(earlier: Frame, later: Frame): 'left' | 'right' | undefined {
  const [a, b] = [columnsOf(earlier), columnsOf(later)];
  let best = { shift: 0, difference: Number.POSITIVE_INFINITY };
  for (const shift of Array.from({ length: 2 * farthest + 1 }, (_, i) => i - farthest)) {
    let sum = 0;
    for (let x = farthest; x < width - farthest; x += 1) sum += Math.abs(b[x]! - a[x - shift]!);
    if (sum < best.difference - 1e-9) best = { shift, difference: sum };
  }
  const still = a.slice(farthest, -farthest).reduce((sum, value, i) => sum + Math.abs(b[i + farthest]! - value), 0);
  // Less than the noise of a codec is no movement.
  if (still < width - 2 * farthest || best.shift === 0 || best.difference > 0.9 * still) return undefined;
  return best.shift > 0 ? 'right' : 'left';
}
