import type { Scene } from '@akezora/contract';
import type { Size } from '../frame-sizes.ts';
import { horizonInFrame, steppedLayersAt } from '../scene/layers.ts';
import type { World } from '../scene/world.ts';
import { Compositor } from './compositor.ts';
import { type TextureBank, texelChannels } from './textures.ts';

/** Writes the feature image `[height, width, imageChannels]` of a scene at `t` seconds. */
export type WriteImage = (scene: Scene, t: number, out: Float32Array) => void;

/**
 * Writes feature images for the painter. A pixel has composited texture features, coverage, its coordinates across and
 * down the frame (−1 to 1), and its distance below the horizon.
 */
export function painterImages(bank: TextureBank, world: World, { width, height }: Size): WriteImage {
  const compositor = new Compositor(bank, height, width);
  const features = new Float32Array(width * height * texelChannels);
  return (scene, t, out) => {
    compositor.draw(steppedLayersAt(world, scene, t), features);
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
