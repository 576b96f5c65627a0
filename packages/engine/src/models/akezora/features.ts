import type { Scene } from '@akezora/contract';
import type { Size } from './frame-sizes.ts';
import { horizonInFrame, layersAt } from './layers.ts';
import { composite, type Quad, type TextureBank } from './textures.ts';
import type { World } from './world.ts';

/** The art the textures were learned from has this many drawings a loop and shows the one begun last. */
const drawingsPerLoop = 24;

/** The layers of a moment as they were learned: animation in whole drawings. */
export function quadsAt(world: World, scene: Scene, t: number): Quad[] {
  return layersAt(world, scene, t).map((quad) => ({
    ...quad,
    phase: Math.floor(quad.phase * drawingsPerLoop + 1e-6) / drawingsPerLoop,
  }));
}

/**
 * What the painter is told of a moment, pixel by pixel: composited texture features, coverage, and where the pixel is
 * (across and down the frame, −1 to 1, and its height under the horizon). Writes `[height, width, channels + 3]`.
 */
export function writePainterImage(
  bank: TextureBank,
  world: World,
  scene: Scene,
  t: number,
  { width, height }: Size,
  out: Float32Array,
): void {
  const features = new Float32Array(width * height * bank.channels);
  composite(bank, quadsAt(world, scene, t), height, width, features);
  const { horizon, zoom } = horizonInFrame(scene, t);
  const channels = bank.channels + 3;
  for (let y = 0; y < height; y += 1) {
    const down = (y + 0.5) / height;
    const under = Math.min(Math.max((down - horizon) / zoom, -1.5), 1.5);
    for (let x = 0; x < width; x += 1) {
      const pixel = y * width + x;
      for (let c = 0; c < bank.channels; c += 1) out[pixel * channels + c] = features[pixel * bank.channels + c]!;
      out[pixel * channels + bank.channels] = (2 * (x + 0.5)) / width - 1;
      out[pixel * channels + bank.channels + 1] = 2 * down - 1;
      out[pixel * channels + bank.channels + 2] = under;
    }
  }
}
