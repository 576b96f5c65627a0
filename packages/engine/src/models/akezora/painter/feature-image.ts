import type { Scene } from '@akezora/contract';
import type { Size } from '../frame-sizes.ts';
import { horizonInFrame, layersAt } from '../scene/layers.ts';
import type { World } from '../scene/world.ts';
import { Compositor } from './compositor.ts';
import { type Quad, type TextureBank, texelChannels } from './textures.ts';

/** The art the textures were learned from has this many drawings a loop and shows the one begun last. */
const drawingsPerLoop = 24;

/** The layers of a moment as they were learned: animation in whole drawings. */
export function quadsAt(world: World, scene: Scene, t: number): Quad[] {
  return layersAt(world, scene, t).map((quad) => ({
    ...quad,
    phase: Math.floor(quad.phase * drawingsPerLoop + 1e-6) / drawingsPerLoop,
  }));
}

/** Writes the feature image `[height, width, imageChannels]` of a scene's moment. */
export type WriteImage = (scene: Scene, t: number, out: Float32Array) => void;

/**
 * Writes what the painter is told of moments, pixel by pixel: composited texture features, coverage, and where the pixel
 * is (across and down the frame, −1 to 1, and its height under the horizon).
 */
export function painterImages(bank: TextureBank, world: World, { width, height }: Size): WriteImage {
  const compositor = new Compositor(bank, height, width);
  const features = new Float32Array(width * height * texelChannels);
  return (scene, t, out) => {
    compositor.draw(quadsAt(world, scene, t), features);
    const { horizon, zoom } = horizonInFrame(scene, t);
    let [from, to] = [0, 0];
    for (let y = 0; y < height; y += 1) {
      const down = (y + 0.5) / height;
      const under = Math.min(Math.max((down - horizon) / zoom, -1.5), 1.5);
      for (let x = 0; x < width; x += 1) {
        for (let c = 0; c < texelChannels; c += 1) out[to++] = features[from++]!;
        out[to++] = (2 * (x + 0.5)) / width - 1;
        out[to++] = 2 * down - 1;
        out[to++] = under;
      }
    }
  };
}
