/**
 * The sequence that the transformer sees: parts of the clip at several resolutions, the oldest and coarsest first, the one that is denoised
 * last. Latents are `[frames · rows · columns, channels]`.
 */
import { type PatchOrder, toPatches } from '../../diffusion/latent-patches.ts';
import { type LatentBox, tokensOf } from '../../diffusion/latents.ts';
import { joined } from '../../tensor/joined.ts';
import { patchSize } from './config.ts';

/** A part of the clip at one resolution. */
export interface ClipPart {
  readonly box: LatentBox;
  readonly latents: Float32Array;
}

/** Size of a part in patches. */
export const inPatches = ({ frames, rows, columns }: LatentBox): LatentBox => ({
  frames,
  rows: rows / patchSize,
  columns: columns / patchSize,
});

/** Patches of parts. */
export const patchesOf = (boxes: readonly LatentBox[]): number =>
  boxes.reduce((sum, box) => sum + tokensOf(inPatches(box)), 0);

/** Patches of each frame of all parts, in order. */
export const framePatches = (boxes: readonly LatentBox[]): number[] =>
  boxes.flatMap((box) => {
    const { frames, rows, columns } = inPatches(box);
    return new Array<number>(frames).fill(rows * columns);
  });

/** Parts as one list of patches `[patches, channels · 4]`. */
export const partsAsPatches = (parts: readonly ClipPart[], order: PatchOrder): Float32Array =>
  joined(parts.map(({ box, latents }) => toPatches(latents, box, patchSize, order)));
