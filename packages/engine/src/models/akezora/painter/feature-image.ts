import type { Scene } from '@akezora/contract';
import type { Compositor } from '../compositor/compositor.ts';
import { featureChannels } from '../compositor/lit-scene.ts';
import type { PictureOf } from '../compositor/picture.ts';
import type { Size } from '../frame-sizes.ts';
import { horizonInFrame, layersAt } from '../scene/layers.ts';
import type { World } from '../scene/world.ts';

/** Coordinates of a pixel: the last channels of the painter's feature image. */
const coordinateChannels = 3;

/** Channels of the painter's feature image: those of the compositor, and three coordinates. */
export const imageChannels = featureChannels + coordinateChannels;

/** Writes the feature image `[height, width, imageChannels]` of a scene at `t` seconds. */
export type WriteImage = (scene: Scene, t: number, out: Float32Array) => void;

/**
 * Writes feature images for the painter. A pixel has the scene's unlit colours and coverage, its coordinates across and
 * down the frame (−1 to 1), and its distance below the horizon.
 */
export function painterImages(compositor: Compositor, pictures: PictureOf, world: World, size: Size): WriteImage {
  const { width, height } = size;
  const features = new Float32Array(width * height * featureChannels);
  return (scene, t, out) => {
    compositor.features(layersAt(world, scene, t), pictures, size, undefined, features);
    const { horizon, zoom } = horizonInFrame(scene, t);
    let [from, to] = [0, 0];
    for (let y = 0; y < height; y += 1) {
      const down = (y + 0.5) / height;
      const under = Math.min(Math.max((down - horizon) / zoom, -1.5), 1.5);
      for (let x = 0; x < width; x += 1) {
        for (let c = 0; c < featureChannels; c += 1) out[to++] = features[from++]!;
        out[to++] = (2 * (x + 0.5)) / width - 1;
        out[to++] = 2 * down - 1;
        out[to++] = under;
      }
    }
  };
}
