import { groups, type Layer } from './layer.ts';
import type { PictureOf } from './picture.ts';
import type { Size } from './scene-rows.ts';

/** Channels of a feature image: three colours (2 × colour − 1, times coverage), coverage, and coverage by each group. */
export const featureChannels = 4 + groups.length;

/** Values of light a painted pixel: three rows of four, from unlit colour and coverage to colour. */
export const lightChannels = 12;

/** A scene with what the finisher's net makes of it. */
export interface LitScene {
  readonly layers: readonly Layer[];
  readonly pictures: PictureOf;
  /** The feature image that the net was given, `[height, width, featureChannels]`, with its rim. */
  readonly image: Float32Array;
  /** Its size without the rim. */
  readonly imageSize: Size;
  /** Pixels on each side of `image` that lie outside the frame. Default: 0. */
  readonly imageRim?: number;
  /** The picture that the net made at that size, `[height, width, 3]` in about [−1, 1]. */
  readonly base: Float32Array;
  /** The light that it made, `[height, width, 3, 4]`: from the first four channels of the feature image to colours. */
  readonly light: Float32Array;
  readonly lightSize: Size;
}
