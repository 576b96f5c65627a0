/** What changes from frame to frame though nothing does: the sky's luma, and the sharpness of odd frames against even ones. */
import type { Frame } from '../../packages/engine/src/index.ts';
import { coloursIn, type Engine, lumaOf, lumaPlane, type Made, size, windowOf } from './engine.ts';
import { race, underSky } from './scenes.ts';

const fps = 24;

/** Standard deviation over time of the luma of sky pixels, in levels of 255: the mean over them, and what 95 % stay below. */
export interface SkyMeasure {
  readonly sigma: number;
  readonly sigma95: number;
  readonly pixels: number;
}

/** Two seconds of an empty sky before a camera that does not move. */
export async function measureSky(engine: Engine, time: 'day' | 'sunset' | 'night', keep: (frame: Frame) => void) {
  const made = await engine.make(underSky(time), fps);
  const sum = new Float64Array(size.width * size.height);
  const squares = new Float64Array(sum.length);
  let count = 0;
  for await (const frame of made.frames()) {
    const luma = lumaPlane(frame);
    for (let i = 0; i < sum.length; i += 1) {
      sum[i]! += luma[i]!;
      squares[i]! += luma[i]! ** 2;
    }
    if (count === fps) keep(frame);
    count += 1;
  }
  const sigmas: number[] = [];
  const sky = emptySky(engine, made, count);
  for (let i = 0; i < sum.length; i += 1) {
    if (!sky(i % size.width, Math.floor(i / size.width))) continue;
    sigmas.push((Math.sqrt(Math.max(0, squares[i]! / count - (sum[i]! / count) ** 2)) * 255) / 219);
  }
  sigmas.sort((a, b) => a - b);
  const sigma = sigmas.reduce((all, one) => all + one, 0) / sigmas.length;
  return { sigma, sigma95: sigmas[Math.floor(sigmas.length * 0.95)]!, pixels: sigmas.length } satisfies SkyMeasure;
}

/** Which pixels no layer covers in any frame, nor any within four pixels of them. */
function emptySky(engine: Engine, made: Made, frames: number): (x: number, y: number) => boolean {
  const coarse = { width: size.width / 4, height: size.height / 4 };
  const whole = { left: 0, top: 0, right: coarse.width, bottom: coarse.height };
  const covered = new Float32Array(coarse.width * coarse.height);
  for (let frame = 0; frame < frames; frame += 1) {
    const { coverage } = engine.draw(made.layersAt(frame / fps), made.pictures, whole, coarse);
    for (let i = 0; i < covered.length; i += 1) covered[i] = Math.max(covered[i]!, coverage[i]!);
  }
  const things = (x: number, y: number) => covered[y * coarse.width + x] !== 0;
  return (left, top) => {
    const [x, y] = [left >> 2, top >> 2];
    for (let dy = -1; dy <= 1; dy += 1)
      for (let dx = -1; dx <= 1; dx += 1) {
        const [column, row] = [x + dx, y + dy];
        if (column < 0 || row < 0 || column >= coarse.width || row >= coarse.height) continue;
        if (things(column, row)) return false;
      }
    return true;
  };
}

/** Gradient energy of running subjects in their frames as a share of that of their art: its mean over even and over odd frames. */
export async function measureOddEven(engine: Engine): Promise<{ even: number; odd: number; ratio: number }> {
  const made = await engine.make(race(), fps);
  const shares: [number[], number[]] = [[], []];
  let number = 0;
  for await (const frame of made.frames()) {
    for (const layer of made.layersAt(number / fps).filter(({ group }) => group === 'subject')) {
      const window = windowOf(layer, 0);
      const art = engine.draw([layer], made.pictures, window);
      const inside = (i: number) => art.coverage[i]! > 0.98;
      const width = window.right - window.left;
      const energy = energyOf(lumaOf(coloursIn(frame, window)), width, inside);
      shares[number % 2]!.push(energy / energyOf(lumaOf(art.colours), width, inside));
    }
    number += 1;
  }
  const [even, odd] = shares.map((all) => all.reduce((sum, one) => sum + one, 0) / all.length) as [number, number];
  return { even, odd, ratio: odd / even };
}

/** Mean squared difference of neighbours, across plus down, where both are inside. */
function energyOf(luma: Float32Array, width: number, inside: (i: number) => boolean): number {
  let [sum, count] = [0, 0];
  for (let i = 0; i + width < luma.length; i += 1) {
    if ((i + 1) % width === 0 || !inside(i) || !inside(i + 1) || !inside(i + width)) continue;
    sum += (luma[i + 1]! - luma[i]!) ** 2 + (luma[i + width]! - luma[i]!) ** 2;
    count += 1;
  }
  return sum / Math.max(1, count);
}
