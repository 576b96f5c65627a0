import { fill } from './fill.ts';

/** A shadow: how dark it may be, how far its hue may be from the ground's, how quickly it may darken from pixel to pixel, and below which part of the thing it lies. */
const soft = { darkest: 0.5, lightest: 1.02, hue: 9, step: 0.014, below: 0.6 };

/** What `takeShadows` needs to know of a picture. */
interface Shades {
  readonly hue: Float32Array;
  readonly shade: Float32Array;
  readonly width: number;
  readonly height: number;
  readonly spread: number;
}

/**
 * Gives soft shadows at the feet of a thing to the ground: from its rim inwards, over darker tones of its own hue that change little by little. A grey
 * thing on white paper has an edge, and stays.
 */
export function takeShadows(outside: Uint8Array, { hue, shade, width, height, spread }: Shades): void {
  const most = { hue: Math.max(soft.hue, 2.2 * spread), step: soft.step + 0.0016 * spread };
  const from = lowerPart(outside, width) * width;
  const isShadow = (i: number): boolean => {
    if (i < from) return false;
    const tone = shade[i]!;
    if (tone < soft.darkest || tone > soft.lightest || hue[i]! > most.hue) return false;
    const x = i % width;
    const steps = [
      x > 0 ? i - 1 : i,
      x < width - 1 ? i + 1 : i,
      i >= width ? i - width : i,
      i + width < shade.length ? i + width : i,
    ];
    return steps.every((other) => Math.abs(shade[other]! - tone) < most.step);
  };
  const rim: number[] = [];
  for (let i = 0; i < outside.length; i += 1) {
    if (outside[i] !== 0) continue;
    const x = i % width;
    const beside = (x > 0 && outside[i - 1] === 1) || (x < width - 1 && outside[i + 1] === 1);
    if (beside || outside[i - width] === 1 || outside[i + width] === 1) rim.push(i);
  }
  fill(outside, rim, width, height, 1, isShadow);
}

/** The row from which the lower part of what is not outside begins. */
function lowerPart(outside: Uint8Array, width: number): number {
  const top = Math.floor(outside.indexOf(0) / width);
  const bottom = Math.floor(outside.lastIndexOf(0) / width);
  return Math.round(top + soft.below * (bottom - top));
}
