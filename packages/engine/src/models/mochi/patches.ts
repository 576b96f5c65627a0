/** Latents of a clip as tokens `[frames · rows · columns, channels]`, and the patches of them that the transformer takes and gives. */
import type { LatentBox } from '../../diffusion/latents.ts';

/** Visits every value of the latents of a box with its place among the latents and its patch, row in the patch and column in it. */
function visit(
  { frames, rows, columns }: LatentBox,
  channels: number,
  size: number,
  each: (at: number, patch: number, row: number, column: number, channel: number) => void,
): void {
  let at = 0;
  for (let frame = 0; frame < frames; frame++)
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++) {
        const patchRow = frame * (rows / size) + Math.floor(row / size);
        const patch = patchRow * (columns / size) + Math.floor(column / size);
        for (let channel = 0; channel < channels; channel++) each(at++, patch, row % size, column % size, channel);
      }
}

/** Latents as patches `[patches, channels · size²]`, ordered (channel, row, column) as the kernel of `patch_embed.proj`. */
export function toPatches(latents: Float32Array, box: LatentBox, size: number): Float32Array {
  const channels = latents.length / (box.frames * box.rows * box.columns);
  const out = new Float32Array(latents.length);
  visit(box, channels, size, (at, patch, row, column, channel) => {
    out[((patch * channels + channel) * size + row) * size + column] = latents[at]!;
  });
  return out;
}

/** The reverse for what the transformer gives, whose patches are ordered (row, column, channel). */
export function fromPatches(patches: Float32Array, box: LatentBox, size: number): Float32Array {
  const channels = patches.length / (box.frames * box.rows * box.columns);
  const out = new Float32Array(patches.length);
  visit(box, channels, size, (at, patch, row, column, channel) => {
    out[at] = patches[((patch * size + row) * size + column) * channels + channel]!;
  });
  return out;
}
