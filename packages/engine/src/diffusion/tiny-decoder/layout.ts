/**
 * The layout of a tiny decoder (TAEHV and its kin, https://github.com/madebyollin/taehv), read off the shapes of its tensors: models differ
 * in latent channels, in how much each block grows in time, and in the size of the patches that become pixels.
 */
import { AkezoraError } from '@akezora/contract';
import { expectTensor, type TensorSource } from '../../tensor/source.ts';

/** A block: layers that remember the frame before, then twice the size, more frames, and a convolution to the next width. */
export interface TinyBlock {
  /** Names of the remembering layers, of the growth in time, and of the convolution after it. */
  readonly memories: readonly string[];
  readonly grow: string;
  readonly conv: string;
  readonly channels: number;
  readonly outChannels: number;
  /** Frames that one frame becomes. */
  readonly time: number;
}

/** A tiny decoder. */
export interface TinyLayout {
  readonly latentChannels: number;
  readonly blocks: readonly TinyBlock[];
  /** Side of the patches of pixels that the last layer gives. */
  readonly patch: number;
  /** Factors in time and space from latents to pictures. */
  readonly time: number;
  readonly space: number;
}

/** The first layer. */
export const entry = 'decoder.1';
/** The last layer. */
export const exit = 'decoder.22';

/** Places of the blocks in the list of layers; each has three remembering layers, then its growth and its convolution. */
const blockPlaces = [3, 9, 15] as const;

/**
 * The layout of a tiny decoder.
 * @throws AkezoraError `weights_mismatch` naming the tensor that a decoder of this kind would have otherwise.
 */
export function tinyLayout(source: TensorSource): TinyLayout {
  const shapeOf = (layer: string, axes = 4): readonly number[] => {
    const { name, shape } = expectTensor(source, `${layer}.weight`);
    if (shape.length !== axes) throw another(source, name);
    return shape;
  };
  const [, latentChannels] = shapeOf(entry);
  const blocks = blockPlaces.map((place): TinyBlock => {
    const [grow, conv] = [`decoder.${place + 4}.conv`, `decoder.${place + 5}`];
    const [grown, channels] = shapeOf(grow) as [number, number];
    const [outChannels] = shapeOf(conv) as [number];
    if (grown % channels !== 0) throw another(source, `${grow}.weight`);
    const memories = [0, 1, 2].map((i) => `decoder.${place + i}`);
    return { memories, grow, conv, channels, outChannels, time: grown / channels };
  });
  const patch = Math.sqrt(shapeOf(exit)[0]! / 3);
  if (!Number.isInteger(patch)) throw another(source, `${exit}.weight`);
  return {
    latentChannels: latentChannels!,
    blocks,
    patch,
    time: blocks.reduce((product, { time }) => product * time, 1),
    space: patch * 2 ** blocks.length,
  };
}

const another = (source: TensorSource, tensor: string) =>
  new AkezoraError('weights_mismatch', {
    path: source.label,
    tensor,
    reason: { en: 'it is a decoder of another kind', ja: '別の種類のデコーダーです' },
  });
