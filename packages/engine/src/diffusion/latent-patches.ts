/** Latents of a clip as tokens `[frames · rows · columns, channels]`, and the patches of them that a transformer takes and gives. */
import { type LatentBox, tokensOf } from './latents.ts';

/** Order of the values of a patch: by channel, row and column (the kernel of a convolution), or by row, column and channel. */
export type PatchOrder = 'channels' | 'places';

/** Visits every value of the latents of a box with its place among them and in patches of `size` × `size`. */
function visit(
  { frames, rows, columns }: LatentBox,
  channels: number,
  size: number,
  order: PatchOrder,
  each: (at: number, patched: number) => void,
): void {
  const area = size ** 2;
  let at = 0;
  for (let frame = 0; frame < frames; frame++)
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++) {
        const patchRow = frame * (rows / size) + Math.floor(row / size);
        const patch = patchRow * (columns / size) + Math.floor(column / size);
        const place = (row % size) * size + (column % size);
        for (let channel = 0; channel < channels; channel++) {
          const inside = order === 'channels' ? channel * area + place : place * channels + channel;
          each(at++, patch * channels * area + inside);
        }
      }
}

/** Latents as patches `[patches, channels · size²]`. */
export function toPatches(latents: Float32Array, box: LatentBox, size: number, order: PatchOrder): Float32Array {
  const out = new Float32Array(latents.length);
  visit(box, latents.length / tokensOf(box), size, order, (at, patched) => {
    out[patched] = latents[at]!;
  });
  return out;
}

/** The reverse for what a transformer gives, whose patches are ordered by place. */
export function fromPatches(patches: Float32Array, box: LatentBox, size: number): Float32Array {
  const out = new Float32Array(patches.length);
  visit(box, patches.length / tokensOf(box), size, 'places', (at, patched) => {
    out[at] = patches[patched]!;
  });
  return out;
}
