/** The camera's projection, and what it gives: pictures in boxes of the frame. */
import type { Scene } from '@akezora/contract';
import type { Layer } from '../compositor/layer.ts';
import { cameraAt } from './motion.ts';
import { aspectRatios } from './world.ts';

/** Kinds of layers. */
export type LayerGroup = 'sky' | 'far' | 'ground' | 'shadow' | 'prop' | 'subject' | 'field';

/** One layer of a frame, as the compositor draws it. */
export interface Quad extends Layer {
  readonly group: LayerGroup;
  readonly turn: number;
}

/** A box in fractions of the frame. */
export type Box = Pick<Quad, 'x' | 'y' | 'width' | 'height'>;

/** Projection by the camera at one time: from the world (in frame heights) to fractions of the frame, by parallax depth. */
export interface View {
  readonly aspect: number;
  readonly zoom: number;
  down(y: number, depth: number): number;
  box(left: number, top: number, width: number, height: number, depth: number): Box;
}

/** The camera's projection at `t` seconds. */
export function viewOf(scene: Scene, t: number): View {
  const aspect = aspectRatios[scene.aspect];
  const camera = cameraAt(scene, t);
  const scale = (depth: number) => 1 + (camera.zoom - 1) * (0.3 + 0.7 * depth);
  const across = (x: number, depth: number) => 0.5 + ((x - camera.x * depth) * scale(depth)) / aspect;
  const down = (y: number, depth: number) => 0.5 + (y - 0.5 - camera.y * (0.35 + 0.65 * depth)) * scale(depth);
  return {
    aspect,
    zoom: camera.zoom,
    down,
    box: (left, top, width, height, depth) => ({
      x: across(left, depth),
      y: down(top, depth),
      width: (width * scale(depth)) / aspect,
      height: height * scale(depth),
    }),
  };
}
