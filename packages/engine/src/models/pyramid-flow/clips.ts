/**
 * The sequence that the transformer sees: parts of the clip at several resolutions, the oldest and coarsest first, the one that is denoised
 * last. Latents are `[frames · rows · columns, channels]`.
 */
import type { LatentBox } from '../../diffusion/latents.ts';
import { tokensOf } from '../../diffusion/latents.ts';
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

/** Order of the values of a patch: by channel and then place (a convolution's kernel), or by place and then channel. */
export type PatchOrder = 'channels' | 'places';

/** Visits every value of latents with its place among them and in the patches. */
function visit(
  { frames, rows, columns }: LatentBox,
  channels: number,
  order: PatchOrder,
  each: (at: number, patched: number) => void,
): void {
  const area = patchSize ** 2;
  let at = 0;
  for (let frame = 0; frame < frames; frame++)
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++) {
        const patchRow = frame * (rows / patchSize) + Math.floor(row / patchSize);
        const patch = patchRow * (columns / patchSize) + Math.floor(column / patchSize);
        const place = (row % patchSize) * patchSize + (column % patchSize);
        for (let channel = 0; channel < channels; channel++) {
          const inside = order === 'channels' ? channel * area + place : place * channels + channel;
          each(at++, patch * channels * area + inside);
        }
      }
}

/** Parts as one list of patches `[patches, channels · 4]`. */
export function toPatches(parts: readonly ClipPart[], order: PatchOrder): Float32Array {
  const out = new Float32Array(parts.reduce((sum, { latents }) => sum + latents.length, 0));
  let start = 0;
  for (const { box, latents } of parts) {
    visit(box, latents.length / tokensOf(box), order, (at, patched) => {
      out[start + patched] = latents[at]!;
    });
    start += latents.length;
  }
  return out;
}

/** Latents of one part from its patches, whose values are ordered by place. */
export function fromPatches(patches: Float32Array, box: LatentBox): Float32Array {
  const out = new Float32Array(patches.length);
  visit(box, patches.length / tokensOf(box), 'places', (at, patched) => {
    out[at] = patches[patched]!;
  });
  return out;
}
