import { differenceFromGround } from './difference.ts';
import { fill } from './fill.ts';
import { groundModel } from './ground.ts';
import { takeShadows } from './shadow.ts';

/** Why a picture could not be cut. */
export type CutFault = 'busy' | 'empty';

/** A part of the picture smaller than this share of the largest is dust. */
const dust = 0.008;
/** Fractions of the picture: a hole of the ground's colour, the least and the most that a subject covers. */
const shares = { hole: 0.0012, least: 0.003, most: 0.97 };

/**
 * Cuts the subject of an opaque picture from its plain ground: the ground's colour is learnt from the border (it may shade from
 * side to side), filled from the border inwards, over soft shadows and through holes; pixels of the edge get the alpha that mixes ground and subject
 * to what is seen, and lose the ground's colour.
 * @param rgba opaque pixels; not changed
 */
export function cutFromGround(rgba: Uint8Array, width: number, height: number): Uint8Array | CutFault {
  const ground = groundModel(rgba, width, height);
  if (ground === undefined) return 'busy';
  const { far, hue, shade } = differenceFromGround(rgba, width, height, ground.colourAt);
  const limit = Math.max(14, 4 * ground.spread);
  const outside = floodFromBorder(far, width, height, limit);
  takeShadows(outside, { hue, shade, width, height, spread: ground.spread });
  openHoles(outside, far, width, height, Math.max(5, 1.6 * ground.spread));
  dropDust(outside, width, height);
  const subject = outside.reduce((sum, is) => sum + (is === 0 ? 1 : 0), 0) / outside.length;
  if (subject < shares.least) return 'empty';
  if (subject > shares.most) return 'busy';
  return softened(rgba, outside, width, height, ground.colourAt);
}

/** Marks (1) what is connected with the border and near the ground's colour. */
function floodFromBorder(far: Float32Array, width: number, height: number, limit: number): Uint8Array {
  const outside = new Uint8Array(far.length);
  const border = Array.from({ length: far.length }, (_, i) => i).filter(
    (i) => i < width || i >= far.length - width || i % width === 0 || i % width === width - 1,
  );
  fill(outside, border, width, height, 1, (i) => far[i]! < limit);
  return outside;
}

/** Opens holes: enclosed parts of nearly the ground's own colour, if they are not small (an eye may be as white as the paper). */
function openHoles(outside: Uint8Array, far: Float32Array, width: number, height: number, limit: number): void {
  const seen = outside.slice();
  for (let i = 0; i < far.length; i += 1) {
    if (seen[i] !== 0 || far[i]! >= limit) continue;
    const part = fill(seen, [i], width, height, 1, (at) => far[at]! < limit);
    if (part.length >= Math.max(24, shares.hole * far.length)) for (const at of part) outside[at] = 1;
  }
}

/** Gives small separate parts to the ground. */
function dropDust(outside: Uint8Array, width: number, height: number): void {
  const seen = outside.slice();
  const parts: number[][] = [];
  for (let i = 0; i < seen.length; i += 1) if (seen[i] === 0) parts.push(fill(seen, [i], width, height, 1, () => true));
  const largest = parts.reduce((most, part) => Math.max(most, part.length), 0);
  for (const part of parts) if (part.length < Math.max(4, dust * largest)) for (const at of part) outside[at] = 1;
}

/** Pixels on either side of the edge that may be mixed of both. */
const band = 2;

function softened(
  rgba: Uint8Array,
  outside: Uint8Array,
  width: number,
  height: number,
  colourAt: (x: number, y: number, out: Float64Array) => void,
): Uint8Array {
  const out = rgba.slice();
  const ground = new Float64Array(3);
  const inner = new Float64Array(3);
  const near = (x: number, y: number, reach: number, value: number) => {
    for (let v = Math.max(0, y - reach); v <= Math.min(height - 1, y + reach); v += 1) {
      for (let u = Math.max(0, x - reach); u <= Math.min(width - 1, x + reach); u += 1)
        if (outside[v * width + u] === value) return true;
    }
    return false;
  };
  // Sure of the subject: further from the ground than the band.
  const sure = new Uint8Array(outside.length);
  for (let i = 0; i < sure.length; i += 1)
    sure[i] = outside[i] === 0 && !near(i % width, Math.floor(i / width), band, 1) ? 1 : 0;
  for (let y = 0, i = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, i += 1) {
      if (sure[i] === 1) continue;
      if (outside[i] === 1 && !near(x, y, band - 1, 0)) {
        out[i * 4 + 3] = 0;
        continue;
      }
      if (!meanOfSure(rgba, sure, width, height, x, y, inner)) {
        out[i * 4 + 3] = outside[i] === 1 ? 0 : 255;
        continue;
      }
      colourAt(x, y, ground);
      mixAt(out, i * 4, ground, inner);
    }
  }
  return out;
}

/** Mean colour of sure pixels within four of a place. */
function meanOfSure(
  rgba: Uint8Array,
  sure: Uint8Array,
  width: number,
  height: number,
  x: number,
  y: number,
  mean: Float64Array,
): boolean {
  mean.fill(0);
  let count = 0;
  for (let v = Math.max(0, y - 4); v <= Math.min(height - 1, y + 4); v += 1) {
    for (let u = Math.max(0, x - 4); u <= Math.min(width - 1, x + 4); u += 1) {
      const i = v * width + u;
      if (sure[i] === 0) continue;
      count += 1;
      for (let c = 0; c < 3; c += 1) mean[c] = mean[c]! + rgba[i * 4 + c]!;
    }
  }
  for (let c = 0; c < 3; c += 1) mean[c] = mean[c]! / Math.max(1, count);
  return count > 0;
}

/** Solves pixel = alpha × subject + (1 − alpha) × ground for alpha, then for the subject's colour. */
function mixAt(out: Uint8Array, at: number, ground: Float64Array, inner: Float64Array): void {
  let [along, length] = [0, 0];
  for (let c = 0; c < 3; c += 1) {
    const step = inner[c]! - ground[c]!;
    along += (out[at + c]! - ground[c]!) * step;
    length += step * step;
  }
  const alpha = Math.min(1, Math.max(0, along / Math.max(1, length)));
  const cleaned = alpha < 0.06 ? 0 : alpha > 0.94 ? 1 : alpha;
  for (let c = 0; c < 3; c += 1) {
    const colour = cleaned === 0 ? inner[c]! : (out[at + c]! - (1 - cleaned) * ground[c]!) / cleaned;
    out[at + c] = Math.round(Math.min(255, Math.max(0, colour)));
  }
  out[at + 3] = Math.round(cleaned * 255);
}
