/** Latents of the autoencoder and as the transformer sees them: the clip's first frame has a scale of its own. */
import { type Architecture, firstFrameScale, laterFramesScale } from './config.ts';

const scaleOf = (architecture: Architecture, frame: number) =>
  frame === 0 ? firstFrameScale[architecture] : laterFramesScale;

/** Latents of a frame as the transformer sees them. */
export const normalised = (latents: Float32Array, architecture: Architecture, frame: number): Float32Array => {
  const { shift, scale } = scaleOf(architecture, frame);
  return latents.map((value) => (value - shift) * scale);
};

/** The reverse of `normalised`. */
export const denormalised = (latents: Float32Array, architecture: Architecture, frame: number): Float32Array => {
  const { shift, scale } = scaleOf(architecture, frame);
  return latents.map((value) => value / scale + shift);
};
