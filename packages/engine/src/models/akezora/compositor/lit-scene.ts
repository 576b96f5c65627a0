import { groups, type Layer } from './layer.ts';
import type { PictureOf } from './picture.ts';
import type { Size } from './scene-rows.ts';

/** Channels of a feature image: three colours (2 × colour − 1, times coverage), coverage, and coverage by each group. */
export const featureChannels = 4 + groups.length;

/** Channels of it that light works on: the colours and coverage of all layers. */
export const unlitChannels = 4;

/** Values of light a painted pixel: three rows of four, from unlit colour and coverage to colour. */
export const lightChannels = 3 * unlitChannels;

/** A scene with what the finisher's net makes of it. */
export interface LitScene {
  readonly layers: readonly Layer[];
  readonly pictures: PictureOf;
  /** What the net adds to the lit scene: the ground, the air and the shadows, `[height, width, 3]`. */
  readonly remainder: Float32Array;
  readonly remainderSize: Size;
  /** The light that it made, `[height, width, 3, 4]`: from the first four channels of the feature image to colours. */
  readonly light: Float32Array;
  readonly lightSize: Size;
}
